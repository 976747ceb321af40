"""OpenTelemetry's own instrumentation, told to speak the current conventions."""

import os

os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "span_only"

import calls  # noqa: E402
import telemetry  # noqa: E402
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor  # noqa: E402

telemetry.start()
OpenAIInstrumentor().instrument()
calls.make()
