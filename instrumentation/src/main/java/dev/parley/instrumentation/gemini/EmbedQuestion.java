package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.Tree;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code embedContent} asks, in the three forms that it is sent in: a batch of contents at the
 * Developer API; a list of texts, or one content, at Vertex AI.
 */
final class EmbedQuestion implements Question {

  private final ModelRequest request;

  EmbedQuestion(ModelRequest request) {
    this.request = request;
  }

  private Tree body() {
    return request.read();
  }

  @Override
  public void options(Span span) {
    Long dimensions = dimensions();
    if (dimensions != null) {
      span.setAttribute(EmbedAnswer.DIMENSIONS, dimensions);
    }
    new RequestOptions(span).text("gcp.gen_ai.request.task_type", taskType());
  }

  /** All contents of a batch have the same options. */
  private Tree first() {
    List<Tree> requests = body().get("requests").items();
    return requests.isEmpty() ? Tree.NONE : requests.get(0);
  }

  private @Nullable Long dimensions() {
    for (Tree place :
        List.of(first(), body().get("parameters"), body().get("embedContentConfig"), body())) {
      Long dimensions = place.get("outputDimensionality").integer();
      if (dimensions != null) {
        return dimensions;
      }
    }
    return null;
  }

  private @Nullable String taskType() {
    List<Tree> instances = body().get("instances").items();
    Tree instance = instances.isEmpty() ? Tree.NONE : instances.get(0).get("task_type");
    for (Tree type :
        List.of(
            first().get("taskType"),
            instance,
            body().get("embedContentConfig").get("taskType"),
            body().get("taskType"))) {
      if (type.text() != null) {
        return type.text();
      }
    }
    return null;
  }

  @Override
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    for (Tree one : body().get("requests").items()) {
      messages.addAll(Contents.messages(one.get("content"), "user"));
    }
    for (Tree one : body().get("instances").items()) {
      messages.add(Message.of("user", List.of(new Part.Text(one.get("content").text("")))));
    }
    messages.addAll(Contents.messages(body().get("content"), "user"));
    return messages;
  }
}
