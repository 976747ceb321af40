"""OpenTelemetry's own instrumentation of OpenAI's client, the successor of openai-v2."""

import os

os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "SPAN_ONLY"

import calls  # noqa: E402
import telemetry  # noqa: E402
from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor  # noqa: E402

telemetry.start()
OpenAIInstrumentor().instrument()
calls.make()
