"""last9-genai: its one call sets everything up, with OpenTelemetry's openai-v2 below it."""

import calls
from last9_genai import conversation_context, install
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor

handle = install()
handle.tracer_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
with conversation_context(conversation_id="conversation-1", user_id="user-1"):
    calls.make()
handle.shutdown()
