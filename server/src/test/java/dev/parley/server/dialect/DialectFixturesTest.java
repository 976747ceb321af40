package dev.parley.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Span;
import dev.parley.server.otlp.OtlpText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each dialect as its emitter sends it, in a file, and the spans that it must become, in another
 * one beside it. The folder's README says how to add one.
 */
class DialectFixturesTest {
  private static final Path FOLDER = Path.of("src/test/resources/dialects");
  private static final String EXPECTED = ".expected.json";

  static Stream<String> fixtures() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(EXPECTED))
          .map(name -> name.substring(0, name.length() - EXPECTED.length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  @DisplayName("ING-02: each dialect's fixture becomes the canonical spans written beside it")
  void fixture(String name) throws IOException {
    Translation translation = Translator.spans(OtlpText.traces(FOLDER.resolve(name + ".json")));
    assertThat(translation.reasons()).isEmpty();
    JsonNode expected = Json.MAPPER.readTree(Files.readString(FOLDER.resolve(name + EXPECTED)));
    List<Span> spans = translation.batch().spans();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(spans.size(), expected.size()); i++) {
      if (i >= spans.size() || i >= expected.size()) {
        differences.add("spans: expected " + expected.size() + " but were " + spans.size());
        break;
      }
      compare(name, spans.get(i), expected.get(i), differences);
    }
    assertThat(differences).as("fixture %s", name).isEmpty();
  }

  private static void compare(
      String fixture, Span span, JsonNode expected, List<String> differences) {
    String where = fixture + ", span " + span.name() + ", field ";
    SortedMap<String, String> wanted = flat(expected);
    SortedMap<String, String> found = SpanText.of(span);
    found.put("name", span.name());
    TreeSet<String> fields = new TreeSet<>(wanted.keySet());
    fields.addAll(found.keySet());
    for (String field : fields) {
      String want = wanted.get(field);
      String have = found.get(field);
      if (!Objects.equals(want, have)) {
        differences.add(where + field + ": expected " + want + " but was " + have);
      }
    }
  }

  /** {@code {"usage": {"input": 3}, "in": ["a"]}} as usage.input and in.0. */
  private static SortedMap<String, String> flat(JsonNode span) {
    SortedMap<String, String> fields = new TreeMap<>();
    span.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String name = field.getKey();
              if (value.isObject()) {
                value
                    .properties()
                    .forEach(each -> fields.put(name + "." + each.getKey(), text(each.getValue())));
              } else if (value.isArray() && !name.equals("finishReasons")) {
                for (int i = 0; i < value.size(); i++) {
                  fields.put(name + "." + i, text(value.get(i)));
                }
              } else {
                fields.put(name, text(value));
              }
            });
    return fields;
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      List<String> texts = new ArrayList<>();
      value.forEach(each -> texts.add(each.asText()));
      return texts.toString();
    }
    return value.asText();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  @DisplayName("ING-02: every dialect has a fixture in which it is recognised")
  void recognised(Dialect dialect) throws IOException {
    List<Dialect> seen = new ArrayList<>();
    for (String name : fixtures().toList()) {
      Translator.spans(OtlpText.traces(FOLDER.resolve(name + ".json")))
          .batch()
          .spans()
          .forEach(span -> seen.add(span.dialect()));
    }
    assertThat(seen).contains(dialect);
  }

  static Stream<Dialect> dialects() {
    return Vocabularies.ALL.stream().map(Vocabulary::dialect);
  }
}
