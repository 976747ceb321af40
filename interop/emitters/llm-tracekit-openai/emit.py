"""llm-tracekit's instrumentation of OpenAI's client."""

import os

os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true"

import calls  # noqa: E402
import telemetry  # noqa: E402
from llm_tracekit.openai import OpenAIInstrumentor  # noqa: E402

telemetry.start()
OpenAIInstrumentor().instrument()
calls.make()
