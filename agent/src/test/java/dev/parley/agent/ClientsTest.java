package dev.parley.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.OpenTelemetry;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Loads the instrumentation as the agent does; what it observes is for the tests of the whole. */
class ClientsTest {
  private static final String TYPE = OpenAIClient.class.getName();

  @Test
  @DisplayName("IN-05: a client is observed by classes of its own loader, and once")
  void observed() {
    OpenAIClient plain = OpenAIOkHttpClient.builder().apiKey("none").build();
    Object observed = Clients.observed(ClientsTest.class, TYPE, plain);

    assertThat(observed).isInstanceOf(OpenAIClient.class).isNotSameAs(plain);
    ClassLoader loader = Proxy.getInvocationHandler(observed).getClass().getClassLoader();
    assertThat(loader).isInstanceOf(ClientLoader.class);
    assertThat(Clients.observed(ClientsTest.class, TYPE, observed)).isSameAs(observed);
    Object other = Clients.observed(ClientsTest.class, TYPE, plain);
    assertThat(Proxy.getInvocationHandler(other).getClass().getClassLoader()).isSameAs(loader);
    plain.close();
  }

  @Test
  @DisplayName("IN-05: a client that is no longer to be instrumented is the plain one again")
  void plain() {
    OpenAiInstrumentation asked = OpenAiInstrumentation.create(Parley.over(OpenTelemetry.noop()));
    OpenAIClient plain = OpenAIOkHttpClient.builder().apiKey("none").build();
    Object observed = Clients.asked(asked, "instrument", TYPE, plain);
    assertThat(observed).isNotSameAs(plain);
    assertThat(Clients.asked(asked, "uninstrument", TYPE, observed)).isSameAs(plain);
    assertThat(Clients.asked(asked, "uninstrument", TYPE, plain)).isSameAs(plain);

    Clients.silence(OpenAiInstrumentation.class);
    // One that was silenced is observed anew.
    Object again = Clients.asked(asked, "instrument", TYPE, observed);
    assertThat(again).isNotSameAs(observed).isNotSameAs(plain);
    Clients.silence(ClientsTest.class);
    // Nor does a name that somebody else has given change what this one is asked for.
    Clients.provider(asked.provider("ollama"), "ollama");
    assertThat(Clients.asked(asked, "instrument", TYPE, again)).isSameAs(again);
    plain.close();
  }

  @Test
  @DisplayName("what is no client, and what can't be observed, stays as it is")
  void untouched() {
    Object unknown = new Object();
    assertThat(Clients.observed(ClientsTest.class, "java.lang.Object", unknown)).isSameAs(unknown);
    assertThat(Clients.observed(ClientsTest.class, TYPE, null)).isNull();
    // No such client is among the libraries here: told to the log, and nothing else.
    assertThat(Clients.observed(ClientsTest.class, "com.google.genai.Client", unknown))
        .isSameAs(unknown);
    assertThat(Clients.interceptor(ClientsTest.class, unknown)).isSameAs(unknown);
  }
}
