package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.parley.pricing.Provider;
import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.dialect.Explanation.Rule;
import dev.parley.server.model.Content;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Identity;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Span;
import dev.parley.server.model.UsageRole;
import dev.parley.server.wire.Value;
import dev.parley.server.wire.WireSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says which dialect a stored span speaks and which rule gave each of its fields, by reading it
 * once more: so it tells what the present mapping makes of the span, and shows where an older one
 * made something else of it.
 */
public final class Explainer {
  private static final int LONGEST_VALUE = 200;
  private static final ByteString TRACE_ID = ByteString.copyFrom(new byte[15]).concat(one());
  private static final ByteString SPAN_ID = ByteString.copyFrom(new byte[7]).concat(one());

  private final Sent sent;
  private final Dialect dialect;
  private final Reader reader;
  private final Span span;
  private final List<Rule> rules = new ArrayList<>();

  /**
   * A span as it is stored.
   *
   * @param scope name of the instrumentation scope, may be empty
   * @param name the span's name
   * @param startNanos start, nanoseconds since the epoch
   * @param durationNanos duration in nanoseconds
   * @param resource the resource's attributes, a JSON object
   * @param attributes the span's attributes, a JSON object
   * @param events a JSON array of {@code {name, timeUnixNano, attributes}}
   */
  public record Stored(
      String scope,
      String name,
      long startNanos,
      long durationNanos,
      JsonNode resource,
      JsonNode attributes,
      JsonNode events) {}

  private Explainer(Stored stored) {
    Origins origins = new Origins(RawReader.attributes(stored.resource()));
    WireSpan wire = wire(stored);
    Attributes attributes =
        new Attributes(
            Shape.of(stored.scope(), stored.name(), wire.attributes(), !wire.events().isEmpty()),
            wire.attributes());
    sent =
        new Sent(
            stored.scope(),
            stored.name(),
            stored.startNanos(),
            origins.attributes(),
            attributes,
            wire.events());
    Vocabularies.open(sent);
    dialect = Vocabularies.recognise(sent);
    reader = new Reader(attributes, dialect);
    span =
        Objects.requireNonNull(
            SpanMapper.map(
                origins.in(stored.scope(), ""), origins.attributes(), wire, new Rejections()));
  }

  /** Explains a span. */
  public static Explanation explain(Stored stored) {
    return new Explainer(stored).explain();
  }

  private static ByteString one() {
    return ByteString.copyFrom(new byte[] {1});
  }

  private static WireSpan wire(Stored stored) {
    return new WireSpan(
        TRACE_ID,
        SPAN_ID,
        "",
        ByteString.EMPTY,
        stored.name(),
        0,
        stored.startNanos(),
        stored.startNanos() + stored.durationNanos(),
        RawReader.attributes(stored.attributes()),
        0,
        RawReader.events(stored.events()),
        List.of(),
        WireSpan.UNSET,
        "");
  }

  private Explanation explain() {
    add("kind", lower(span.kind()), Kinds.source(sent), null);
    model();
    tokens();
    money();
    identity();
    tool();
    content();
    if (span.failure() != null) {
      String key = reader.key(Field.ERROR_TYPE, Attributes::text);
      add("error.type", span.failure().type(), key == null ? "status and events" : key, null);
    }
    return new Explanation(lower(dialect), recognisedBy(), rules);
  }

  private String recognisedBy() {
    if (Vocabularies.of(dialect).owns(sent.scope())) {
      return "the scope's name, " + sent.scope();
    }
    return dialect == Dialect.NONE ? "no attribute that a dialect knows" : "its attributes";
  }

  private void model() {
    text("operation", span.operation(), Field.OPERATION);
    String told = reader.key(Field.PROVIDER, Explainer::provider);
    add("provider", span.call().provider(), told == null ? "the model's name" : told, null);
    text("model.request", span.call().requestModel(), Field.REQUEST_MODEL);
    text("model.response", span.call().responseModel(), Field.RESPONSE_MODEL);
    text("response.id", span.call().responseId(), Field.RESPONSE_ID);
    text("service.tier", span.call().serviceTier(), Field.SERVICE_TIER);
    if (!span.call().finishReasons().isEmpty()) {
      String key =
          reader.key(
              Field.FINISH_REASONS,
              value -> Attributes.list(value).isEmpty() ? null : Boolean.TRUE);
      add(
          "finish.reasons",
          String.join(", ", span.call().finishReasons()),
          key == null ? "the answers" : key,
          null);
    }
    Long first = span.call().timeToFirstTokenNanos();
    if (first != null) {
      String key = reader.key(Field.TIME_TO_FIRST_TOKEN, Attributes::number);
      key = key != null ? key : reader.key(Field.TIME_TO_FIRST_TOKEN_MILLIS, Attributes::number);
      key = key != null ? key : reader.key(Field.FIRST_TOKEN_AT, Attributes::text);
      add("time.to.first.token", first / 1e9 + " s", key == null ? "an event" : key, null);
    }
  }

  private static @Nullable String provider(Value value) {
    return Provider.canonical(Attributes.text(value));
  }

  private void tokens() {
    Usage usage = span.call().usage();
    if (usage == null) {
      return;
    }
    Long cache = sum(usage.get(TokenBucket.CACHE_READ), usage.cacheWriteTotal());
    Long input = reader.count(Field.INPUT_TOKENS);
    Field uncached =
        reader.count(Field.UNCACHED_INPUT_TOKENS) == null
            ? Field.INPUT_TOKENS
            : Field.UNCACHED_INPUT_TOKENS;
    bucket(
        "tokens.input",
        usage.get(TokenBucket.INPUT),
        uncached,
        within(input, usage.get(TokenBucket.INPUT), cache, "cached"));
    bucket("tokens.cache.read", usage.get(TokenBucket.CACHE_READ), Field.CACHE_READ_TOKENS, null);
    Field write =
        reader.count(Field.CACHE_WRITE_TOKENS) != null
            ? Field.CACHE_WRITE_TOKENS
            : reader.count(Field.CACHE_WRITE_5M_TOKENS) != null
                ? Field.CACHE_WRITE_5M_TOKENS
                : Field.CACHE_WRITE_1H_TOKENS;
    bucket("tokens.cache.write", usage.cacheWriteTotal(), write, null);
    bucket(
        "tokens.output",
        usage.get(TokenBucket.OUTPUT),
        Field.OUTPUT_TOKENS,
        within(
            reader.count(Field.OUTPUT_TOKENS),
            usage.get(TokenBucket.OUTPUT),
            usage.get(TokenBucket.REASONING),
            "reasoning"));
    bucket("tokens.reasoning", usage.get(TokenBucket.REASONING), Field.REASONING_TOKENS, null);
    add("usage.role", lower(span.call().role()), role(), null);
  }

  /** What the emitter counts within the number that it sent, to be seen from what became of it. */
  private static @Nullable String within(
      @Nullable Long sent, @Nullable Long bucket, @Nullable Long part, String what) {
    if (sent == null || bucket == null || part == null || part == 0) {
      return null;
    }
    return bucket.equals(sent)
        ? what + " tokens are counted beside it"
        : what + " tokens are counted within the " + sent + " that were sent";
  }

  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    return one == null ? other : other == null ? one : Long.valueOf(one + other);
  }

  private String role() {
    if (span.call().role() == UsageRole.DUPLICATE) {
      return ParleySdk.USAGE_ROLE;
    }
    return span.kind().asksModel() ? "its kind asks a model" : "its kind asks no model itself";
  }

  private void bucket(String field, @Nullable Long count, Field from, @Nullable String note) {
    String key = reader.key(from, Attributes::count);
    add(field, count == null ? null : count.toString(), key == null ? "arithmetic" : key, note);
  }

  private void money() {
    ReportedCost cost = span.call().cost();
    if (cost == null) {
      return;
    }
    String key = reader.key(Field.BILLED_COST, Attributes::number);
    key = key != null ? key : reader.key(Field.ESTIMATED_COST, Attributes::number);
    key = key != null ? key : reader.key(Field.ESTIMATED_INPUT_COST, Attributes::number);
    add(
        "cost.reported",
        cost.total().toPlainString(),
        key == null ? "its parts" : key,
        cost.source() == ReportedCost.Source.BILLED
            ? "charged by a provider or gateway"
            : "estimated by a client's price table");
  }

  private void identity() {
    Identity identity = span.identity();
    String conversation = reader.key(Field.CONVERSATION, Attributes::text);
    add(
        "conversation",
        identity.conversationId(),
        conversation != null
            ? conversation
            : String.valueOf(reader.key(Field.GENAI_SESSION, Attributes::text)),
        null);
    add(
        "turn",
        identity.turn() == null ? null : identity.turn().toString(),
        String.valueOf(reader.key(Field.TURN, Attributes::count)),
        identity.turnAutomatic() ? "counted by the emitter's process" : null);
    text("user", identity.userId(), Field.USER);
    text("workflow", identity.workflowId(), Field.WORKFLOW_ID);
    text("workflow.type", identity.workflowType(), Field.WORKFLOW_TYPE);
    text("agent.id", identity.agentId(), Field.AGENT_ID);
    text("agent", identity.agentName(), Field.AGENT_NAME);
    text("category", identity.category(), Field.CATEGORY);
  }

  private void tool() {
    if (span.tool() == null) {
      return;
    }
    text("tool", span.tool().name(), Field.TOOL_NAME);
    text("tool.call.id", span.tool().callId(), Field.TOOL_CALL_ID);
    text("tool.arguments", span.tool().arguments(), Field.TOOL_ARGUMENTS);
    text("tool.result", span.tool().result(), Field.TOOL_RESULT);
  }

  private void content() {
    Said said = new Said();
    for (ContentSource source : ContentReader.sources(dialect, span.kind())) {
      Content before = said.content();
      source.filler().fill(sent, said);
      Content after = said.content();
      part("content.system", before.system(), after.system(), source);
      part("content.input", before.input(), after.input(), source);
      part("content.output", before.output(), after.output(), source);
    }
  }

  private void part(String field, List<?> before, List<?> after, ContentSource source) {
    if (after.size() > before.size()) {
      int messages = after.size() - before.size();
      add(
          field,
          messages == 1 ? "1 message" : messages + " messages",
          source.form().described(),
          null);
    }
  }

  private void text(String field, @Nullable String value, Field from) {
    String key = reader.key(from, Attributes::content);
    add(field, value, key == null ? "the span's name or events" : key, null);
  }

  private void add(
      String field, @Nullable String value, @Nullable String source, @Nullable String note) {
    if (value != null) {
      boolean fits = value.length() <= LONGEST_VALUE;
      rules.add(
          new Rule(
              field,
              fits ? value : value.substring(0, LONGEST_VALUE) + "…",
              String.valueOf(source),
              note));
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
