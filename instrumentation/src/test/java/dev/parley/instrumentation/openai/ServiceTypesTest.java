package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import com.openai.services.blocking.chat.ChatCompletionService;
import dev.parley.instrumentation.internal.service.ApiMethods;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client's new version may bring new methods; this tells which of them go unobserved. */
class ServiceTypesTest {

  @Test
  @DisplayName("Every method that takes a chat's parameters is observed")
  void chatMethods() {
    ApiMethods methods = new ApiMethods(new OpenAiServices());
    List<Method> unobserved =
        Stream.of(
                ChatCompletionService.class,
                ChatCompletionService.WithRawResponse.class,
                ChatCompletionServiceAsync.class,
                ChatCompletionServiceAsync.WithRawResponse.class)
            .flatMap(type -> Stream.of(type.getMethods()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(
                method ->
                    Stream.of(method.getParameterTypes())
                        .anyMatch(
                            type ->
                                type == ChatCompletionCreateParams.class
                                    || type == StructuredChatCompletionCreateParams.class))
            .filter(method -> methods.of(method).isEmpty())
            .toList();
    assertThat(unobserved).isEmpty();
  }
}
