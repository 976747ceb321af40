package dev.parley.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What Spring's configuration says of Parley, beside the settings of the SDK, which have the names
 * there that they have everywhere ({@code parley.prices}, {@code otel.service.name}).
 *
 * @param serviceName {@code service.name}; the application's name where it is not set
 * @param endpoint where telemetry goes, without the path of a signal; null leaves it to the SDK's
 *     settings, and to the exporters that the application has
 */
@ConfigurationProperties("parley")
public record ParleyProperties(
    @Nullable String serviceName,
    @Nullable String endpoint,
    @DefaultValue Content content,
    @DefaultValue Metrics metrics,
    @DefaultValue Web web) {

  /**
   * What was said.
   *
   * @param capture whether it is recorded; null leaves it to the SDK's settings
   * @param maxLength of the texts of one message, in characters
   */
  public record Content(@Nullable Boolean capture, @DefaultValue("4096") int maxLength) {}

  /**
   * The metrics of calls to models.
   *
   * @param micrometer whether they are recorded in the application's registry of meters
   */
  public record Metrics(@DefaultValue("auto") Micrometer micrometer) {}

  /** When the metrics of calls are recorded in Micrometer's registry. */
  public enum Micrometer {
    /** Where the application's OpenTelemetry has no metrics. */
    AUTO,
    /** Whatever OpenTelemetry has. */
    TRUE,
    /** Never. */
    FALSE
  }

  /** Whose request it is. */
  public record Web(@DefaultValue Conversation conversation, @DefaultValue User user) {}

  /**
   * Where a request has its conversation's id; the first that it has wins, in this order.
   *
   * @param header a header's name; empty for none
   * @param cookie a cookie's name; null for none
   * @param sessionAttribute the name of an attribute of the session; null for none
   */
  public record Conversation(
      @DefaultValue("X-Conversation-Id") String header,
      @Nullable String cookie,
      @Nullable String sessionAttribute) {}

  /**
   * Where a request has its user's id; the first that it has wins, in this order.
   *
   * @param header a header's name; null for none
   * @param cookie a cookie's name; null for none
   * @param sessionAttribute the name of an attribute of the session; null for none
   * @param principal whether the name of who is logged in counts
   */
  public record User(
      @Nullable String header,
      @Nullable String cookie,
      @Nullable String sessionAttribute,
      @DefaultValue("false") boolean principal) {}
}
