package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.json.JsonParserFactory;

class MetadataTest {

  @Test
  @DisplayName(
      "Editors know each property, its type and what it does, and none that does not exist")
  void metadata() throws Exception {
    Map<String, Object> told = new TreeMap<>();
    for (Object each : (Iterable<?>) json().get("properties")) {
      Map<?, ?> property = (Map<?, ?>) each;
      assertThat((String) property.get("description")).isNotBlank().endsWith(".");
      assertThat(told.put((String) property.get("name"), property.get("type"))).isNull();
    }
    Map<String, Object> bound = new TreeMap<>();
    collect("parley", ParleyProperties.class, bound);
    assertThat(told).containsAllEntriesOf(bound);

    // The others are read by the SDK, or are conditions.
    Set<String> others = new TreeSet<>(told.keySet());
    others.removeAll(bound.keySet());
    assertThat(others)
        .containsExactlyInAnyOrder(
            "management.info.parley.enabled",
            "parley.cost.tracking",
            "parley.enabled",
            "parley.environment",
            "parley.message.format",
            "parley.observe.enabled",
            "parley.prices",
            "parley.spring-ai.enabled",
            "parley.web.enabled");
  }

  private static void collect(String prefix, Class<?> type, Map<String, Object> into) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
      if (component.getType().isRecord()) {
        collect(name, component.getType(), into);
      } else {
        into.put(name, boxed(component.getType()));
      }
    }
  }

  private static String boxed(Class<?> type) {
    return type == int.class
        ? Integer.class.getName()
        : type == boolean.class ? Boolean.class.getName() : type.getName();
  }

  private static Map<String, Object> json() throws Exception {
    try (InputStream file =
        MetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      return JsonParserFactory.getJsonParser()
          .parseMap(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
