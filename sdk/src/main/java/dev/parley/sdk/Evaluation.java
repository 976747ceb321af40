package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One evaluation result of the GenAI conventions, and its way out. */
record Evaluation(
    String name,
    @Nullable Number value,
    @Nullable String label,
    @Nullable String explanation,
    @Nullable String by) {
  static final String EVENT = "gen_ai.evaluation.result";

  private static final AttributeKey<String> NAME = AttributeKey.stringKey("gen_ai.evaluation.name");
  private static final AttributeKey<Double> VALUE =
      AttributeKey.doubleKey("gen_ai.evaluation.score.value");
  private static final AttributeKey<String> LABEL =
      AttributeKey.stringKey("gen_ai.evaluation.score.label");
  private static final AttributeKey<String> EXPLANATION =
      AttributeKey.stringKey("gen_ai.evaluation.explanation");

  /** The same on the log record and on the span's event of one evaluation. */
  private static final AttributeKey<String> ID = AttributeKey.stringKey("parley.evaluation.id");

  private static final Logger LOGGER = Logger.getLogger("dev.parley.sdk");
  private static final Guard GUARD = new Guard("Recording feedback");
  static final AtomicBoolean WARNED = new AtomicBoolean();

  static void record(Parley parley, EvaluationTarget target, Evaluation evaluation) {
    GUARD.run(
        () -> {
          Attributes attributes = evaluation.attributes(parley, target);
          if (attributes == null) {
            return;
          }
          GUARD.run(() -> new SpanWriter(target.span()).event(EVENT, () -> attributes));
          parley
              .openTelemetry()
              .getLogsBridge()
              .get("dev.parley.sdk")
              .logRecordBuilder()
              .setContext(target.context())
              .setEventName(EVENT)
              .setAllAttributes(attributes)
              .emit();
        });
  }

  /** Null where nothing is said. */
  private @Nullable Attributes attributes(Parley parley, EvaluationTarget target) {
    AttributesBuilder attributes = Attributes.builder();
    Double score = value == null ? null : SpanWriter.finite(value);
    if (score != null) {
      attributes.put(VALUE, score);
    } else if (value != null) {
      warn();
    }
    if (score == null && label == null && explanation == null) {
      return null;
    }
    attributes.put(NAME, name).put(ID, UUID.randomUUID().toString());
    put(attributes, LABEL, label);
    put(attributes, GenAiAttributes.USER_ID, by);
    RecordedText words =
        explanation == null
            ? null
            : RecordedText.of(parley, EXPLANATION.getKey(), () -> explanation);
    put(attributes, EXPLANATION, words == null ? null : words.text());
    target.write(attributes);
    return attributes.build();
  }

  private void warn() {
    if (WARNED.compareAndSet(false, true)) {
      LOGGER.warning(
          () ->
              "The score \""
                  + name
                  + "\" is left out: "
                  + value
                  + " (expected: a finite number); further ones silently");
    }
  }

  private static void put(
      AttributesBuilder attributes, AttributeKey<String> key, @Nullable String text) {
    if (text != null) {
      attributes.put(key, text);
    }
  }
}
