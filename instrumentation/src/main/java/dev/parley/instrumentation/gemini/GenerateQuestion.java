package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code generateContent} asks, as the library sends it: an option that was not set is absent.
 */
final class GenerateQuestion implements Question {

  private static final AttributeKey<List<String>> SAFETY_SETTINGS =
      AttributeKey.stringArrayKey("gcp.gen_ai.request.safety_settings");

  private static final List<String> USER_LABELS = List.of("user", "user_id", "user-id", "userId");

  private final ModelRequest request;

  GenerateQuestion(ModelRequest request) {
    this.request = request;
  }

  private Tree body() {
    return request.read();
  }

  @Override
  public void options(Span span) {
    Tree config = body().get("generationConfig");
    RequestOptions options =
        new RequestOptions(span)
            .temperature(config.get("temperature").decimal())
            .topP(config.get("topP").decimal())
            .topK(config.get("topK").integer())
            .maxTokens(config.get("maxOutputTokens").integer())
            .choiceCount(config.get("candidateCount").integer())
            .stopSequences(texts(config.get("stopSequences")))
            .frequencyPenalty(config.get("frequencyPenalty").decimal())
            .presencePenalty(config.get("presencePenalty").decimal())
            .seed(config.get("seed").integer())
            .outputType(outputType(config))
            .reasoningLevel(reasoningLevel(config.get("thinkingConfig")))
            .text("gcp.gen_ai.request.service_tier", body().get("serviceTier").text())
            .text("gcp.gen_ai.request.cached_content", body().get("cachedContent").text())
            .text(
                "gcp.gen_ai.request.function_calling_mode",
                body().get("toolConfig").get("functionCallingConfig").get("mode").text());
    labels(options, body().get("labels"));
    safetySettings(span);
  }

  /** Vertex AI bills by them; whom the application asks for is among them, if anywhere. */
  private static void labels(RequestOptions options, Tree labels) {
    for (Object name : labels.fields().keySet()) {
      options.text("gcp.gen_ai.request.labels." + name, labels.get((String) name).text());
    }
    for (String name : USER_LABELS) {
      if (labels.get(name).exists()) {
        options.user(labels.get(name).text());
        return;
      }
    }
  }

  private void safetySettings(Span span) {
    List<String> settings = new ArrayList<>();
    for (Tree setting : body().get("safetySettings").items()) {
      settings.add(setting.get("category").text("") + '=' + setting.get("threshold").text(""));
    }
    if (!settings.isEmpty()) {
      span.setAttribute(SAFETY_SETTINGS, settings);
    }
  }

  private static @Nullable String outputType(Tree config) {
    List<String> modalities =
        texts(config.get("responseModalities")).stream()
            .map(modality -> modality.toLowerCase(Locale.ROOT))
            .toList();
    if (modalities.contains("image")) {
      return "image";
    } else if (modalities.contains("audio")) {
      return "speech";
    }
    String mime = config.get("responseMimeType").text();
    if (mime != null) {
      return mime.equals("application/json") ? "json" : "text";
    }
    return modalities.contains("text") ? "text" : null;
  }

  /** A level, or how many tokens it may take. */
  private static @Nullable String reasoningLevel(Tree thinking) {
    String level = thinking.get("thinkingLevel").text();
    Long budget = thinking.get("thinkingBudget").integer();
    return level != null || budget == null ? level : String.valueOf(budget);
  }

  private static List<String> texts(Tree list) {
    List<String> texts = new ArrayList<>();
    for (Tree item : list.items()) {
      String text = item.text();
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  @Override
  public List<Message> instructions() {
    return Contents.messages(body().get("systemInstruction"), "system");
  }

  @Override
  public List<Message> messages() {
    return body().get("contents").items().stream()
        .flatMap(content -> Contents.messages(content, null).stream())
        .toList();
  }

  @Override
  public List<ToolDefinition> tools() {
    return Tools.of(body().get("tools"));
  }
}
