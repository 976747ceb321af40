package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.StructuredResponseCreateParams;
import com.openai.services.async.ResponseServiceAsync;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import com.openai.services.blocking.ResponseService;
import com.openai.services.blocking.chat.ChatCompletionService;
import dev.parley.instrumentation.internal.service.ApiMethods;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client's new version may bring new methods; this tells which of them go unobserved. */
class ServiceTypesTest {

  private static final ApiMethods METHODS =
      new ApiMethods(new OpenAiServices(OpenAiEndpoints.of(null)));

  @Test
  @DisplayName("Every method that takes a chat's parameters is observed")
  void chatMethods() {
    assertThat(
            unobserved(
                Set.of(
                    ChatCompletionCreateParams.class, StructuredChatCompletionCreateParams.class),
                ChatCompletionService.class,
                ChatCompletionService.WithRawResponse.class,
                ChatCompletionServiceAsync.class,
                ChatCompletionServiceAsync.WithRawResponse.class))
        .isEmpty();
  }

  @Test
  @DisplayName("Every method that takes a response's parameters is observed")
  void responseMethods() {
    assertThat(
            unobserved(
                Set.of(ResponseCreateParams.class, StructuredResponseCreateParams.class),
                ResponseService.class,
                ResponseService.WithRawResponse.class,
                ResponseServiceAsync.class,
                ResponseServiceAsync.WithRawResponse.class))
        .isEmpty();
  }

  @Test
  @DisplayName("A response can be created without parameters; to retrieve one calls no model")
  void otherResponseMethods() {
    assertThat(
            Stream.of(ResponseService.class, ResponseServiceAsync.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> METHODS.of(method).isPresent())
                .map(Method::getName)
                .distinct())
        .containsExactlyInAnyOrder("create", "createStreaming");
    assertThat(
            Stream.of(ResponseService.class.getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .filter(method -> METHODS.of(method).isPresent()))
        .hasSize(2);
  }

  private static List<Method> unobserved(Set<Class<?>> parameters, Class<?>... services) {
    return Stream.of(services)
        .flatMap(type -> Stream.of(type.getMethods()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> Stream.of(method.getParameterTypes()).anyMatch(parameters::contains))
        .filter(method -> METHODS.of(method).isEmpty())
        .toList();
  }
}
