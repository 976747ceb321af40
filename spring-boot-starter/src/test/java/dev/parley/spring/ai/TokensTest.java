package dev.parley.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.metrics.MicrometerAutoConfiguration;
import dev.parley.spring.metrics.Model;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelMeterObservationHandler;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tokens that Spring AI counts by itself. */
class TokensTest {

  @Test
  @DisplayName("Tokens that Spring AI counts are not counted again by the client below it")
  void once() throws Exception {
    try (Model model = new Model()) {
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ParleyAutoConfiguration.class, MicrometerAutoConfiguration.class))
          .withPropertyValues(
              "otel.traces.exporter=none", "otel.metrics.exporter=none", "otel.logs.exporter=none")
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withBean(ChatModelMeterObservationHandler.class)
          .run(
              context -> {
                ObservationRegistry observations = ObservationRegistry.create();
                observations
                    .observationConfig()
                    .observationHandler(context.getBean(ChatModelMeterObservationHandler.class));
                call(observations, () -> model.ask(context.getBean(Parley.class), "gpt-4o"));
                MeterRegistry registry = context.getBean(MeterRegistry.class);
                assertThat(registry.find(CallRecorder.TOKENS).meters())
                    .hasSize(3)
                    .allSatisfy(meter -> assertThat(meter).isInstanceOf(Counter.class));
                assertThat(
                        registry
                            .get(CallRecorder.TOKENS)
                            .tag("gen_ai.token.type", "input")
                            .counter()
                            .count())
                    .isEqualTo(11);
                assertThat(registry.get(CallRecorder.DURATION).timer().count()).isEqualTo(1);
              });
    }
  }

  private static void call(ObservationRegistry observations, Runnable made) {
    ChatModelObservationContext context =
        ChatModelObservationContext.builder()
            .prompt(new Prompt("Hello", ChatOptions.builder().model("gpt-4o").build()))
            .provider("openai")
            .build();
    ChatModelObservationDocumentation.CHAT_MODEL_OPERATION
        .observation(null, new DefaultChatModelObservationConvention(), () -> context, observations)
        .observe(
            () -> {
              made.run();
              context.setResponse(
                  new ChatResponse(
                      List.of(),
                      ChatResponseMetadata.builder()
                          .model("gpt-4o")
                          .usage(new DefaultUsage(11, 5))
                          .build()));
            });
  }
}
