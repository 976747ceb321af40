package dev.parley.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.otlp.OtlpText;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was learned from some spans of a shape must hold for all others of it. A span with more keys
 * than are learned about is read without any such knowledge, so it tells what is right.
 */
final class ShapeTest {
  private static final Path FOLDER = Path.of("src/test/resources/dialects");

  /** More than a shape is kept of. */
  private static final int TOO_MANY = 80;

  private static int shapes;

  /** The same keys with other values. */
  private static final List<UnaryOperator<AnyValue>> VARIANTS =
      List.of(
          UnaryOperator.identity(),
          value -> text(""),
          value -> text("none"),
          value -> text("7"),
          value -> AnyValue.getDefaultInstance(),
          value -> AnyValue.newBuilder().setIntValue(3).build(),
          value -> text("{\"role\":\"user\",\"content\":\"hi\",\"type\":\"tool\"}"));

  static Stream<String> fixtures() throws Exception {
    return DialectFixturesTest.fixtures();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  @DisplayName("Spans of a known shape are read as those of an unknown one, whatever they hold")
  void knownAsUnknown(String fixture) throws Exception {
    ExportTraceServiceRequest request = OtlpText.traces(FOLDER.resolve(fixture + ".json"));
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          for (UnaryOperator<AnyValue> learned : VARIANTS) {
            String mark = "test.shape." + shapes++;
            for (int i = 0; i < 4; i++) {
              read(resource, scope, with(span, learned, List.of(mark)));
            }
            for (UnaryOperator<AnyValue> variant : VARIANTS) {
              assertThat(read(resource, scope, with(span, variant, List.of(mark))))
                  .as(span.getName() + " " + mark)
                  .isEqualTo(read(resource, scope, with(span, variant, fillers(mark))));
            }
          }
        }
      }
    }
  }

  private static List<String> fillers(String mark) {
    List<String> keys = new ArrayList<>(List.of(mark));
    for (int i = 0; i < TOO_MANY; i++) {
      keys.add("test.filler" + i);
    }
    return keys;
  }

  private static Span with(Span span, UnaryOperator<AnyValue> values, List<String> more) {
    Span.Builder other = span.toBuilder();
    for (int i = 0; i < other.getAttributesCount(); i++) {
      KeyValue attribute = other.getAttributes(i);
      other.setAttributes(
          i, attribute.toBuilder().setValue(values.apply(attribute.getValue())).build());
    }
    for (String key : more) {
      other.addAttributes(KeyValue.newBuilder().setKey(key).setValue(text("")));
    }
    return other.build();
  }

  private static SortedMap<String, String> read(
      ResourceSpans resource, ScopeSpans scope, Span span) {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                resource.toBuilder()
                    .clearScopeSpans()
                    .addScopeSpans(scope.toBuilder().clearSpans().addSpans(span)))
            .build();
    return SpanText.of(Translator.spans(request).batch().spans().get(0));
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }
}
