package dev.parley.instrumentation.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.parley.sdk.Parley;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MissingPartsTest extends LangChain4jLoopback {

  /** Loads the instrumentation anew, as if LangChain4j's services were not there. */
  private static final class WithoutServices extends ClassLoader {
    private static final String OURS = "dev.parley.instrumentation.langchain4j.";

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("dev.langchain4j.service.")) {
        throw new ClassNotFoundException(name);
      }
      synchronized (this) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null || !name.startsWith(OURS)) {
          return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
          if (file == null) {
            throw new ClassNotFoundException(name);
          }
          byte[] code = file.readAllBytes();
          return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }

  @Test
  @DisplayName("IN-04: models are observed where LangChain4j's core is all that there is")
  void coreAlone() throws Throwable {
    Class<?> reloaded = new WithoutServices().loadClass(LangChain4jInstrumentation.class.getName());
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    server.answer(200, answer("Hello."));

    // As compiled code does, which names the methods that it calls.
    Object instrumentation =
        lookup
            .findStatic(reloaded, "create", MethodType.methodType(reloaded, Parley.class))
            .invoke(parley);
    ChatModel model =
        (ChatModel)
            lookup
                .findVirtual(
                    reloaded, "instrument", MethodType.methodType(ChatModel.class, ChatModel.class))
                .invoke(instrumentation, model());
    assertThat(model.getClass().getClassLoader()).isInstanceOf(WithoutServices.class);
    assertThat(model.chat("Hi")).isEqualTo("Hello.");

    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);
  }
}
