package dev.parley.server.dialect;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pydantic AI, and Logfire's wrappers of other clients. */
final class PydanticAi implements Vocabulary {
  private static final String SPAN_TYPE = "logfire.span_type";
  private static final String REQUEST = "request_data";
  private static final String RESPONSE = "response_data";
  private static final String USAGE = RESPONSE + ".usage.";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.INPUT_TOKENS, List.of("gen_ai.aggregated_usage.input_tokens")),
          entry(Field.OUTPUT_TOKENS, List.of("gen_ai.aggregated_usage.output_tokens")),
          entry(
              Field.CACHE_READ_TOKENS,
              List.of(
                  "gen_ai.usage.details.cache_read_tokens",
                  "gen_ai.usage.details.cached_tokens",
                  "gen_ai.aggregated_usage.cache_read.input_tokens")),
          entry(
              Field.CACHE_WRITE_TOKENS,
              List.of(
                  "gen_ai.usage.details.cache_write_tokens",
                  "gen_ai.aggregated_usage.cache_creation.input_tokens")),
          entry(Field.REASONING_TOKENS, List.of("gen_ai.usage.details.reasoning_tokens")));

  private static final Map<Field, List<String>> PRIVATE =
      Map.ofEntries(
          entry(Field.REQUEST_MODEL, List.of("model_name", REQUEST + ".model")),
          entry(Field.RESPONSE_MODEL, List.of(RESPONSE + ".message.model")),
          entry(Field.INPUT_TOKENS, List.of(USAGE + "input_tokens", USAGE + "prompt_tokens")),
          entry(Field.OUTPUT_TOKENS, List.of(USAGE + "output_tokens", USAGE + "completion_tokens")),
          entry(Field.TOTAL_TOKENS, List.of(USAGE + "total_tokens")),
          entry(
              Field.CACHE_READ_TOKENS,
              List.of(
                  USAGE + "prompt_tokens_details.cached_tokens",
                  USAGE + "cache_read_input_tokens")),
          entry(Field.CACHE_WRITE_TOKENS, List.of(USAGE + "cache_creation_input_tokens")),
          entry(
              Field.REASONING_TOKENS,
              List.of(USAGE + "completion_tokens_details.reasoning_tokens")),
          entry(Field.TOOL_ARGUMENTS, List.of("tool_arguments")),
          entry(Field.TOOL_RESULT, List.of("tool_response")));

  private static final List<ContentSource> CONTENT =
      List.of(
          new ContentSource(
              Form.VENDOR, (sent, said) -> history(sent, said, "pydantic_ai.all_messages")),
          new ContentSource(
              Form.VENDOR, (sent, said) -> history(sent, said, "all_messages_events")),
          new ContentSource(
              Form.VENDOR,
              (sent, said) -> {
                if (isTheirs(sent.scope()) || holdsEvents(sent.attributes().content("events"))) {
                  history(sent, said, "events");
                }
              }),
          new ContentSource(
              Form.PAYLOAD,
              (sent, said) -> {
                if (sent.attributes().has("logfire.msg")) {
                  said.output(Messages.ofAttribute(sent.attributes(), "final_result", "assistant"));
                  said.input(Messages.ofAttribute(sent.attributes(), REQUEST, "user"));
                  said.output(Messages.ofAttribute(sent.attributes(), RESPONSE, "assistant"));
                }
              }));

  /** All that was said, of which the last, when it is the model's, is the answer. */
  private static void history(Sent sent, Said said, String key) {
    String text = sent.attributes().content(key);
    JsonNode list = text == null ? null : Json.structure(text);
    if (list == null || !list.isArray()) {
      return;
    }
    List<Draft> drafts = new ArrayList<>();
    for (JsonNode each : list) {
      if (each.isObject()) {
        drafts.addAll(Messages.ofNode(withRole((ObjectNode) each), "user"));
      }
    }
    int last = drafts.size() - 1;
    if (last >= 0 && drafts.get(last).role().equals("assistant")) {
      said.output(List.of(drafts.get(last)));
      drafts.remove(last);
    }
    said.input(drafts);
  }

  /** Whether these are events of the conventions: other spans have other things of this name. */
  private static boolean holdsEvents(@Nullable String text) {
    JsonNode list = text == null ? null : Json.structure(text);
    return list != null && list.path(0).path("event.name").asText().startsWith("gen_ai.");
  }

  /** The body of an event of the older conventions, whose name tells the role. */
  private static ObjectNode withRole(ObjectNode event) {
    String role =
        switch (event.path("event.name").asText()) {
          case "gen_ai.system.message" -> "system";
          case "gen_ai.assistant.message", "gen_ai.choice" -> "assistant";
          case "gen_ai.tool.message" -> "tool";
          default -> "user";
        };
    return event.has("role") || event.has("message") ? event : event.put("role", role);
  }

  @Override
  public Dialect dialect() {
    return Dialect.PYDANTIC_AI;
  }

  @Override
  public boolean owns(String scope) {
    return isTheirs(scope);
  }

  private static boolean isTheirs(String scope) {
    return scope.equals("pydantic-ai")
        || scope.equals("logfire.openai")
        || scope.equals("logfire.anthropic");
  }

  @Override
  public boolean marks(Sent sent) {
    Attributes attributes = sent.attributes();
    return attributes.has("pydantic_ai.all_messages")
        || attributes.has("all_messages_events")
        || attributes.has("model_request_parameters")
        || (attributes.has("logfire.msg") && attributes.hasPrefix("gen_ai."));
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return PRIVATE;
  }

  @Override
  public List<String> objects() {
    return List.of(REQUEST, RESPONSE);
  }

  /** Logfire announces each span by another one, of its own id, that has no end. */
  @Override
  public @Nullable Kind shadow(Sent sent) {
    return "pending_span".equals(sent.attributes().text(SPAN_TYPE)) ? Kind.OTHER : null;
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    Attributes attributes = sent.attributes();
    if (attributes.has("pydantic_ai.all_messages") || attributes.has("all_messages_events")) {
      return Kind.AGENT;
    }
    if (attributes.has(REQUEST) && attributes.has("logfire.msg")) {
      // A stream's end is told by a record of its own, beside the span of the call.
      boolean told = "log".equals(attributes.text(SPAN_TYPE));
      return told ? Kind.STEP : Kind.MODEL_CALL;
    }
    return switch (sent.name()) {
      case "agent run" -> Kind.AGENT;
      case "running tools" -> Kind.STEP;
      case "running tool" -> Kind.TOOL_CALL;
      default -> null;
    };
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
