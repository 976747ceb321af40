package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spring AI's observations: every value is a text, and what is unknown is {@code none}. */
final class SpringAi implements Vocabulary {
  private static final String KIND = "spring.ai.kind";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.STREAM, List.of("spring.ai.chat.client.stream")),
          entry(Field.CONVERSATION, List.of("spring.ai.chat.client.conversation.id")),
          entry(Field.TOOL_NAME, List.of("spring.ai.tool.definition.name")),
          entry(Field.TOOL_CALL_ID, List.of("spring.ai.tool.call.id")),
          entry(Field.TOOL_ARGUMENTS, List.of("spring.ai.tool.call.arguments")),
          entry(Field.TOOL_RESULT, List.of("spring.ai.tool.call.result")));

  @Override
  public Dialect dialect() {
    return Dialect.SPRING_AI;
  }

  /** The scope is Spring Boot's own, which all its spans have. */
  @Override
  public boolean marks(Sent sent) {
    Attributes attributes = sent.attributes();
    return attributes.has(KIND)
        || "spring_ai".equals(attributes.text("gen_ai.system"))
        || ((sent.scope().startsWith("org.springframework")
                || sent.scope().startsWith("io.micrometer"))
            && attributes.hasPrefix("gen_ai."));
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return Map.of(Field.ERROR_TYPE, List.of("error"));
  }

  /** All of these may have the operation {@code framework}. */
  @Override
  public @Nullable Kind kind(Sent sent) {
    String kind = sent.attributes().text(KIND);
    return switch (kind == null ? "" : kind) {
      case "chat_client", "advisor" -> Kind.STEP;
      case "tool_call" -> Kind.TOOL_CALL;
      case "vector_store" ->
          "query".equals(sent.attributes().text("db.operation"))
                  || "query".equals(sent.attributes().text("db.operation.name"))
              ? Kind.RETRIEVAL
              : Kind.DB;
      default -> null;
    };
  }

  /** Anthropic's and Bedrock's numbers as they are, with a total that it adds up by itself. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    boolean raw = "anthropic".equals(provider) || "aws.bedrock".equals(provider);
    return new Counting(raw, false, raw);
  }

  @Override
  public List<ContentSource> content() {
    return List.of(
        RetrievedDocuments.attribute(
            "db.vector.query.response.documents", "db.vector.query.content"));
  }
}
