package dev.parley.server.query;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Content;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Message;
import dev.parley.server.model.Origin;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Raw;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.model.Tool;
import dev.parley.server.model.UsageRole;
import java.math.BigDecimal;
import java.util.List;

/**
 * Builds canonical spans: a model call of gpt-4o unless said otherwise. Times are in milliseconds.
 */
public final class TestSpan {
  private static final long NANOS = 1_000_000;

  private final int trace;
  private final int id;
  private int parent;
  private Kind kind = Kind.MODEL_CALL;
  private UsageRole role = UsageRole.OWN;
  private OtelKind otelKind = OtelKind.CLIENT;
  private String environment = "production";
  private long startMillis;
  private long durationNanos = 1000 * NANOS;
  private Failure failure;
  private Status status = Status.UNSET;
  private String conversation;
  private Integer turn;
  private boolean automatic;
  private String user;
  private String workflow;
  private String workflowType;
  private String agent;
  private String category;
  private String provider = "openai";
  private String model = "gpt-4o";
  private String answeredBy;
  private Usage usage;
  private ReportedCost cost;
  private Tool tool;
  private Content content = Content.NONE;
  private String attributes = "{}";

  private TestSpan(int trace, int id, long startMillis) {
    this.trace = trace;
    this.id = id;
    this.startMillis = startMillis;
  }

  public static TestSpan call(int trace, int id, long startMillis) {
    return new TestSpan(trace, id, startMillis);
  }

  public static TestSpan of(Kind kind, int trace, int id, long startMillis) {
    TestSpan span = new TestSpan(trace, id, startMillis);
    span.kind = kind;
    span.role = UsageRole.NONE;
    span.provider = null;
    span.model = null;
    span.otelKind = OtelKind.INTERNAL;
    return span;
  }

  public TestSpan under(int parentId) {
    parent = parentId;
    return this;
  }

  public TestSpan role(UsageRole value) {
    role = value;
    return this;
  }

  public TestSpan server() {
    otelKind = OtelKind.SERVER;
    return this;
  }

  public TestSpan environment(String value) {
    environment = value;
    return this;
  }

  public TestSpan millis(long duration) {
    durationNanos = duration * NANOS;
    return this;
  }

  public TestSpan fails(String type, String message) {
    failure = new Failure(type, message);
    return status(Status.ERROR);
  }

  public TestSpan status(Status value) {
    status = value;
    return this;
  }

  public TestSpan conversation(String value) {
    conversation = value;
    return this;
  }

  public TestSpan turn(int number) {
    turn = number;
    return this;
  }

  public TestSpan automaticTurn(int number) {
    turn = number;
    automatic = true;
    return this;
  }

  public TestSpan user(String value) {
    user = value;
    return this;
  }

  public TestSpan workflow(String id, String type) {
    workflow = id;
    workflowType = type;
    return this;
  }

  public TestSpan agent(String value) {
    agent = value;
    return this;
  }

  public TestSpan category(String value) {
    category = value;
    return this;
  }

  public TestSpan model(String asked, String answered) {
    model = asked;
    answeredBy = answered;
    return this;
  }

  public TestSpan tokens(long input, long output) {
    usage = Usage.of(input, output);
    return this;
  }

  public TestSpan usage(Usage value) {
    usage = value;
    return this;
  }

  public TestSpan billed(String dollars) {
    cost = new ReportedCost(new BigDecimal(dollars), ReportedCost.Source.BILLED);
    return this;
  }

  public TestSpan estimated(String dollars) {
    cost = new ReportedCost(new BigDecimal(dollars), ReportedCost.Source.ESTIMATED);
    return this;
  }

  public TestSpan tool(String name, String callId, String arguments, String result) {
    tool = new Tool(name, callId, arguments, result);
    return this;
  }

  public TestSpan says(List<Message> input, Message... output) {
    content = new Content(content.system(), input, List.of(output));
    return this;
  }

  public TestSpan system(String text) {
    content = new Content(List.of(message("system", text)), content.input(), content.output());
    return this;
  }

  public TestSpan attributes(String json) {
    attributes = json;
    return this;
  }

  public Span build() {
    return new Span(
        new SpanKey(traceId(trace), spanId(id)),
        parent == 0 ? null : spanId(parent),
        new Origin("shop", environment, "{\"service.name\":\"shop\"}", "test.scope", "1.2"),
        Dialect.SEMCONV,
        kind == Kind.MODEL_CALL ? "chat " + model : kind.name().toLowerCase(java.util.Locale.ROOT),
        otelKind,
        kind,
        null,
        startMillis * NANOS,
        durationNanos,
        status,
        failure,
        new Identity(
            conversation, turn, automatic, user, workflow, workflowType, null, agent, category),
        new Call(provider, model, answeredBy, usage, role, cost, null, null, List.of(), null),
        tool,
        content,
        new Raw(attributes, "[]", "[]", "", 0));
  }

  public static String traceId(int number) {
    return String.format("%032x", 0xabc000L + number);
  }

  public static String spanId(int number) {
    return String.format("%016x", number);
  }

  public static Message message(String role, String text) {
    String json =
        "{\"parts\":[{\"content\":\"" + text + "\",\"type\":\"text\"}],\"role\":\"" + role + "\"}";
    return new Message(json);
  }
}
