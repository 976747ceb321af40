package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** InvokeModel and InvokeModelWithResponseStream, whose bodies are the models' own. */
final class InvokeModelApi implements Api, Question {

  private final Tree request;
  private final Tree body;
  private final BodyForm form;

  InvokeModelApi(Tree request) {
    this.request = request;
    this.body = json(request.get("body"));
    String model = model();
    this.form = BodyForms.ofQuestion(body, model == null ? "" : model);
  }

  private static Tree json(Tree bytes) {
    return bytes.value() instanceof SdkBytes data
            && data.asByteArrayUnsafe().length <= Trees.LONGEST_BODY
        ? Trees.jsonOrNone(new String(data.asByteArrayUnsafe(), StandardCharsets.UTF_8))
        : Tree.NONE;
  }

  @Override
  public String operation() {
    return form.operation();
  }

  @Override
  public @Nullable String model() {
    return request.get("modelId").text();
  }

  @Override
  public Question question() {
    return this;
  }

  @Override
  public void options(Span span) {
    form.options(span, body);
    new RequestOptions(span)
        .user(ModelOptions.user(metadata()))
        .text("aws.bedrock.guardrail.id", request.get("guardrailIdentifier").text())
        .text(BedrockKeys.REQUEST_TIER, request.get("serviceTier").text())
        .text(BedrockKeys.REQUEST_LATENCY, request.get("performanceConfigLatency").text());
  }

  /** It is sent as a header, which holds JSON. */
  private Tree metadata() {
    Tree metadata = request.get("requestMetadata");
    return metadata.text() == null ? metadata : Trees.jsonOrNone(metadata.text(""));
  }

  @Override
  public List<Message> instructions() {
    return form.instructions(body);
  }

  @Override
  public List<Message> messages() {
    return form.messages(body);
  }

  @Override
  public List<ToolDefinition> tools() {
    return form.tools(body);
  }

  @Override
  public Answer answer(Tree response, HeaderCounts counts) {
    Tree answer = json(response.get("body"));
    return new ModelAnswer(BodyForms.ofAnswer(answer).answer(answer), response, counts, model());
  }

  @Override
  public EventPieces pieces(boolean content) {
    return new EventPieces(
        () -> {
          StreamedAnswer answer = new StreamedAnswer(content, model());
          return answer.fedBy(event -> add(event, answer));
        });
  }

  private static void add(StreamEvent event, StreamedAnswer answer) {
    String bytes = event.content().get("bytes").text();
    if (bytes == null) {
      return;
    }
    Tree chunk =
        Trees.jsonOrNone(new String(Base64.getDecoder().decode(bytes), StandardCharsets.UTF_8));
    BodyForms.ofChunk(chunk).add(chunk, answer);
    Tree metrics = chunk.get("amazon-bedrock-invocationMetrics");
    if (metrics.exists()) {
      answer.counted(metrics(metrics));
    }
  }

  /** Counted by the service, beside the cached tokens, as in Converse. */
  private static Usage metrics(Tree metrics) {
    return Usage.builder()
        .inputUncached(metrics.get("inputTokenCount").truncated())
        .cacheRead(metrics.get("cacheReadInputTokenCount").truncated())
        .cacheWrite(metrics.get("cacheWriteInputTokenCount").truncated())
        .output(metrics.get("outputTokenCount").truncated())
        .build();
  }
}
