"""OpenInference's instrumentation of OpenAI's client, with a session."""

import calls
import telemetry
from openinference.instrumentation import using_session
from openinference.instrumentation.openai import OpenAIInstrumentor

telemetry.start()
OpenAIInstrumentor().instrument()
with using_session("conversation-1"):
    calls.make()
