export interface Snippet {
  id: string;
  label: string;
  parts: { title: string; text: string }[];
  note?: string;
}

/** How to send spans here. `http` and `grpc` are this server's own addresses. */
export function snippets(http: string, grpc: string, version: string): Snippet[] {
  return [
    {
      id: 'java',
      label: 'Java',
      parts: [
        {
          title: 'The dependency',
          text: `<dependency>
  <groupId>dev.parley</groupId>
  <artifactId>parley-instrumentation</artifactId>
  <version>${version}</version>
</dependency>`,
        },
        {
          title: 'Once at start, and a scope around each conversation',
          text: `Parley parley = Parley.builder().serviceName("my-assistant").buildAndRegisterGlobal();
OpenAIClient client = OpenAiInstrumentation.create(parley).instrument(OpenAIOkHttpClient.fromEnv());

try (var scope = Conversation.of("session_123").user("user_456").open()) {
  client.chat().completions().create(params);
}`,
        },
        {
          title: 'Where to send it, and whether with content',
          text: `export OTEL_EXPORTER_OTLP_ENDPOINT=${http}
export OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`,
        },
      ],
    },
    {
      id: 'python',
      label: 'Python',
      parts: [
        {
          title: 'The packages',
          text: `pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http \\
  opentelemetry-instrumentation-openai-v2`,
        },
        {
          title: 'Run the application with them',
          text: `OTEL_SERVICE_NAME=my-assistant \\
OTEL_EXPORTER_OTLP_ENDPOINT=${http} \\
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\
OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true \\
opentelemetry-instrument python app.py`,
        },
      ],
      note: 'Any library that follows the GenAI conventions of OpenTelemetry will do; set gen_ai.conversation.id to group calls into conversations.',
    },
    {
      id: 'collector',
      label: 'Collector',
      parts: [
        {
          title: 'Add Parley as an exporter',
          text: `exporters:
  otlp/parley:
    endpoint: ${grpc.replace(/^https?:\/\//, '')}
    tls:
      insecure: true

service:
  pipelines:
    traces:
      exporters: [otlp/parley]   # beside the ones you have
    metrics:
      exporters: [otlp/parley]`,
        },
      ],
      note: 'Send all spans, not only those of LLM calls: then a slow call leads to the request that caused it.',
    },
  ];
}
