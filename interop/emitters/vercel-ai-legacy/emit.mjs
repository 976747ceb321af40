// Vercel's AI SDK as it told of itself until version 6, by the integration that still does.
import { LegacyOpenTelemetry } from '@ai-sdk/otel';
import { make } from './vercel.mjs';

await make(() => new LegacyOpenTelemetry());
