package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenLIT: the conventions with estimated cost, and several spellings of one thing. */
final class OpenLit implements Vocabulary {
  private static final String SDK = "telemetry.sdk.name";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.OPERATION, List.of("gen_ai.operation.type")),
          entry(Field.STREAM, List.of("gen_ai.request.is_stream")),
          entry(Field.CONVERSATION, List.of("gen_ai.agent.session_id")),
          entry(Field.USER, List.of("gen_ai.request.user")),
          entry(Field.ENVIRONMENT, List.of("gen_ai.environment")),
          entry(Field.TOOL_ARGUMENTS, List.of("gen_ai.tool.args")));

  private static final List<ContentSource> CONTENT =
      List.of(
          RetrievedDocuments.attribute("gen_ai.retrieval.documents", "gen_ai.retrieval.query"),
          ContentSource.attributes(Form.PAYLOAD, "gen_ai.workflow.input", "gen_ai.workflow.output"),
          new ContentSource(
              Form.DOCUMENT,
              (sent, said) -> {
                String thought = sent.attributes().text("gen_ai.content.reasoning");
                if (thought != null) {
                  said.reasoning(thought);
                }
              }));

  @Override
  public Dialect dialect() {
    return Dialect.OPENLIT;
  }

  @Override
  public boolean owns(String scope) {
    return scope.equals("openlit") || scope.startsWith("openlit.");
  }

  /**
   * Its name on the resource says it only of spans that speak of a model, and not of those of
   * OpenTelemetry's or OpenLLMetry's instrumentations in the same process, which count otherwise.
   */
  @Override
  public boolean marks(Sent sent) {
    return "openlit".equals(sent.attributes().text(SDK))
        || ("openlit".equals(sent.resource().text(SDK))
            && !sent.scope().contains("opentelemetry")
            && sent.attributes().hasPrefix("gen_ai."));
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return Kinds.ofOperation(sent.attributes().text("gen_ai.operation.type"));
  }

  /** Anthropic's and Bedrock's numbers as they are, with a total that it adds up by itself. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    boolean raw = "anthropic".equals(provider) || "aws.bedrock".equals(provider);
    return new Counting(raw, false, raw);
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
