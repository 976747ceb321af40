package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;

/** Embeddings by Amazon's Titan and by Cohere. The vectors themselves are not recorded. */
final class EmbeddingForm implements BodyForm {

  private static final AttributeKey<List<String>> ENCODING_FORMATS =
      AttributeKey.stringArrayKey("gen_ai.request.encoding_formats");

  @Override
  public String operation() {
    return "embeddings";
  }

  @Override
  public boolean asks(Tree body, String model) {
    return model.contains("embed")
        || body.get("texts").isList()
        || body.has("embeddingConfig")
        || body.has("embeddingTypes")
        || body.has("inputImage")
        || (body.has("inputText") && (body.has("dimensions") || body.has("normalize")));
  }

  @Override
  public void options(Span span, Tree body) {
    Tree dimensions = body.any("dimensions", "output_dimension");
    Long count =
        (dimensions.exists()
                ? dimensions
                : body.get("embeddingConfig").get("outputEmbeddingLength"))
            .truncated();
    if (count != null) {
      span.setAttribute("gen_ai.embeddings.dimension.count", count);
    }
    List<String> formats = body.any("embedding_types", "embeddingTypes").texts();
    if (!formats.isEmpty()) {
      span.setAttribute(ENCODING_FORMATS, formats);
    }
  }

  /** Each input is a message of the user's. */
  @Override
  public List<Message> messages(Tree body) {
    List<Message> messages = new ArrayList<>();
    for (String text : body.any("inputText", "texts").texts()) {
      messages.add(Message.of("user", List.of(new Part.Text(text))));
    }
    List<Tree> images = new ArrayList<>(body.get("images").items());
    if (body.has("inputImage")) {
      images.add(body.get("inputImage"));
    }
    for (Tree image : images) {
      messages.add(Message.of("user", List.of(new Part.Blob("image", null, Media.length(image)))));
    }
    return messages;
  }

  @Override
  public boolean answers(Tree body) {
    return body.has("embedding") || body.has("embeddings") || body.has("embeddingsByType");
  }

  @Override
  public BodyAnswer answer(Tree body) {
    return new BodyAnswer(
        null,
        body.get("id").text(),
        Usage.builder().input(body.get("inputTextTokenCount").truncated()).build(),
        List.of());
  }
}
