package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The spans of an application whose OpenTelemetry Spring Boot sets up. */
@Configuration(proxyBeanMethods = false)
public class Recorded {
  public static final AttributeKey<String> CONVERSATION =
      AttributeKey.stringKey("gen_ai.conversation.id");
  public static final AttributeKey<String> USER = AttributeKey.stringKey("user.id");
  public static final AttributeKey<Long> TURN =
      AttributeKey.longKey("gen_ai.conversation.turn_number");

  /** Nothing is sampled away, and nothing leaves the process. */
  public static String[] settings() {
    return new String[] {
      "management.tracing.sampling.probability=1.0",
      "management.metrics.export.otlp.enabled=false",
      "management.otlp.metrics.export.enabled=false",
      "management.endpoints.web.exposure.include=info",
      "server.port=0",
      "logging.level.root=warn",
      "spring.main.banner-mode=off",
    };
  }

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  @Bean
  SpanProcessor recordingProcessor() {
    return SimpleSpanProcessor.create(exporter);
  }

  public List<SpanData> spans() {
    return exporter.getFinishedSpanItems();
  }

  public SpanData named(String name) {
    List<SpanData> found = spans().stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as("spans named " + name + " among " + spans()).hasSize(1);
    return found.get(0);
  }

  public void reset() {
    exporter.reset();
  }
}
