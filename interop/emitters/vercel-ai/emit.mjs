// Vercel's AI SDK with its own OpenTelemetry integration, which speaks the current conventions.
import { OpenTelemetry } from '@ai-sdk/otel';
import { make } from './vercel.mjs';

await make(() => new OpenTelemetry());
