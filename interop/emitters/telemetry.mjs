// OpenTelemetry's SDK for an emitter on Node; sends its spans by OTLP to where the environment says.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';

/** Starts it; what is left is sent by the shutdown of what it returns. */
export function start(options = { traceExporter: new OTLPTraceExporter() }) {
  const sdk = new NodeSDK({ autoDetectResources: true, ...options });
  sdk.start();
  return sdk;
}
