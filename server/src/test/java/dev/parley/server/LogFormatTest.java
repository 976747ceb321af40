package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log")
final class LogFormatTest {
  /** In a context of its own, so that the log of other tests stays as it is. */
  private static String logged(String format) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("parley.log.format", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Main.class.getResource("/logback.xml"));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    OutputStreamAppender<ILoggingEvent> appender =
        (OutputStreamAppender<ILoggingEvent>) root.getAppender("STDERR");
    LoggingEvent event =
        new LoggingEvent(
            "fqcn",
            context.getLogger("a.b"),
            Level.WARN,
            "disk {} is \"full\"",
            new IllegalStateException("why"),
            new Object[] {1});
    String text = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    context.stop();
    return text;
  }

  @Test
  @DisplayName("is text, or a JSON object for each entry, its stack included")
  void formats() throws Exception {
    assertThat(logged("text"))
        .contains("WARN  a.b disk 1 is \"full\"", "IllegalStateException: why");

    List<String> lines = logged("json").lines().toList();
    assertThat(lines).hasSize(1);
    JsonNode entry = new JsonMapper().readTree(lines.get(0));
    assertThat(entry.path("level").asText()).isEqualTo("WARN");
    assertThat(entry.path("loggerName").asText()).isEqualTo("a.b");
    assertThat(entry.path("formattedMessage").asText()).isEqualTo("disk 1 is \"full\"");
    assertThat(entry.path("throwable").path("message").asText()).isEqualTo("why");
    assertThat(entry.has("timestamp")).isTrue();
  }
}
