package dev.parley.bench;

import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.Workflow;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Starting and ending a span with conversation, workflow and user in scope. */
@State(Scope.Thread)
public class SpanInScopeBenchmark {
  private static final AttributeKey<String> CONVERSATION =
      AttributeKey.stringKey("gen_ai.conversation.id");
  private static final AttributeKey<Long> TURN =
      AttributeKey.longKey("gen_ai.conversation.turn_number");
  private static final AttributeKey<Boolean> AUTOMATIC =
      AttributeKey.booleanKey("parley.turn.automatic");
  private static final AttributeKey<String> USER = AttributeKey.stringKey("user.id");
  private static final AttributeKey<String> WORKFLOW = AttributeKey.stringKey("workflow.id");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("workflow.type");

  private final String conversation = "session_123";
  private final String user = "user_456";
  private final String workflow = "order_lookup";
  private final String type = "rag";
  private final long turn = 1;

  private final Tracer plain = PlainTelemetry.tracer();
  private final Tracer enriched =
      PlainTelemetry.tracer(ParleySpanProcessor.create(SamplePrices.BOOK));

  /** The application sets the attributes by hand, with no Parley anywhere. */
  @Benchmark
  public Span byHand() {
    Span span = plain.spanBuilder("chat").startSpan();
    span.setAttribute(CONVERSATION, conversation);
    span.setAttribute(TURN, turn);
    span.setAttribute(AUTOMATIC, true);
    span.setAttribute(USER, user);
    span.setAttribute(WORKFLOW, workflow);
    span.setAttribute(TYPE, type);
    span.end();
    return span;
  }

  /** Parley sets them. */
  @Benchmark
  public Span byParley(OpenScopes scopes) {
    Span span = enriched.spanBuilder("chat").startSpan();
    span.end();
    return span;
  }

  /** The scopes around the measured spans. */
  @State(Scope.Thread)
  public static class OpenScopes {
    private List<ContextScope> open = List.of();

    /** Opens them on the measuring thread. */
    @Setup(Level.Trial)
    public void open() {
      open =
          List.of(
              Conversation.of("session_123").user("user_456").open(),
              Workflow.of("order_lookup").type("rag").open());
    }

    /** Closes the inner one first. */
    @TearDown(Level.Trial)
    public void close() {
      for (int i = open.size() - 1; i >= 0; i--) {
        open.get(i).close();
      }
    }
  }
}
