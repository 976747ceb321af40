package dev.parley.agent;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.util.List;
import java.util.function.Consumer;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Observes the clients of a library as they are built. */
abstract class ClientsModule extends IsolatedModule {
  private final Library library;

  ClientsModule(Library library) {
    super(library.module());
    this.library = library;
  }

  @Override
  public boolean defaultEnabled(ConfigProperties config) {
    return super.defaultEnabled(config) && library.isObserved(config);
  }

  /** What is done to the types that a matcher finds. */
  private record Types(ElementMatcher<TypeDescription> typeMatcher, Consumer<TypeTransformer> how)
      implements TypeInstrumentation {
    @Override
    public void transform(TypeTransformer transformer) {
      how.accept(transformer);
    }
  }

  private static TypeInstrumentation built(String builder, String method, String client) {
    return new Types(
        named(builder),
        transformer ->
            transformer.applyAdviceToMethod(
                named(method).and(returns(named(client))).and(takesArguments(0)),
                ClientAdvice.Built.class.getName()));
  }

  /** Where the application instruments clients itself, it gets what it would have got anyway. */
  TypeInstrumentation asked() {
    return new Types(
        named(library.instrumentation()),
        transformer -> {
          transformer.applyAdviceToMethod(
              isPublic()
                  .and(
                      namedOneOf(
                          "instrument", "instrumentAgents", "uninstrument", "uninstrumentAgents"))
                  .and(takesArguments(1)),
              ClientAdvice.Asked.class.getName());
          transformer.applyAdviceToMethod(
              named("provider").and(takesArguments(String.class)),
              ClientAdvice.Named.class.getName());
          transformer.applyAdviceToMethod(
              named("uninstrument").and(takesArguments(0)), ClientAdvice.Silenced.class.getName());
          transformer.applyAdviceToMethod(
              named("interceptor"), ClientAdvice.Interceptor.class.getName());
        });
  }

  /** Of {@code com.openai:openai-java}. */
  public static final class OpenAi extends ClientsModule {
    public OpenAi() {
      super(Library.OPENAI);
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(
          built(
              "com.openai.client.okhttp.OpenAIOkHttpClient$Builder",
              "build",
              "com.openai.client.OpenAIClient"),
          built(
              "com.openai.client.okhttp.OpenAIOkHttpClientAsync$Builder",
              "build",
              "com.openai.client.OpenAIClientAsync"),
          asked());
    }
  }

  /** Of {@code com.anthropic:anthropic-java}. */
  public static final class Anthropic extends ClientsModule {
    public Anthropic() {
      super(Library.ANTHROPIC);
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(
          built(
              "com.anthropic.client.okhttp.AnthropicOkHttpClient$Builder",
              "build",
              "com.anthropic.client.AnthropicClient"),
          built(
              "com.anthropic.client.okhttp.AnthropicOkHttpClientAsync$Builder",
              "build",
              "com.anthropic.client.AnthropicClientAsync"),
          asked());
    }
  }

  /** Of {@code com.google.genai:google-genai}. */
  public static final class Gemini extends ClientsModule {
    public Gemini() {
      super(Library.GEMINI);
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(
          new Types(
              named("com.google.genai.Client"),
              transformer ->
                  transformer.applyAdviceToMethod(
                      isConstructor(), ClientAdvice.Constructed.class.getName())),
          asked());
    }
  }

  /** Of Bedrock in the AWS SDK v2. */
  public static final class Bedrock extends ClientsModule {
    private static final String RUNTIME = "software.amazon.awssdk.services.bedrockruntime.";
    private static final String AGENTS = "software.amazon.awssdk.services.bedrockagentruntime.";

    public Bedrock() {
      super(Library.BEDROCK);
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(
          built(
              RUNTIME + "DefaultBedrockRuntimeClientBuilder",
              "buildClient",
              RUNTIME + "BedrockRuntimeClient"),
          built(
              RUNTIME + "DefaultBedrockRuntimeAsyncClientBuilder",
              "buildClient",
              RUNTIME + "BedrockRuntimeAsyncClient"),
          built(
              AGENTS + "DefaultBedrockAgentRuntimeAsyncClientBuilder",
              "buildClient",
              AGENTS + "BedrockAgentRuntimeAsyncClient"),
          asked());
    }
  }
}
