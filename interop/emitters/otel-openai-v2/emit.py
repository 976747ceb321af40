"""OpenTelemetry's own instrumentation as it is by default: conventions 1.30, content in logs."""

import os

os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true"

import calls  # noqa: E402
import telemetry  # noqa: E402
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor  # noqa: E402

telemetry.start()
OpenAIInstrumentor().instrument()
calls.make()
