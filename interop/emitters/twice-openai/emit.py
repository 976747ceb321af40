"""One client instrumented by OpenLLMetry and by OpenInference: each call is told of twice."""

import calls
import telemetry
from openinference.instrumentation import using_session
from openinference.instrumentation.openai import OpenAIInstrumentor as OpenInference
from opentelemetry.instrumentation.openai import OpenAIInstrumentor as OpenLlmetry

telemetry.start()
OpenInference().instrument()
OpenLlmetry().instrument()
with using_session("conversation-1"):
    calls.make()
