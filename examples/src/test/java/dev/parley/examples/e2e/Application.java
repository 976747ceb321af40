package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.examples.langchain4j.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application of the examples, and how it is started as a process of its own.
 *
 * @param java the home of the JDK that runs it
 * @param agent the version of OpenTelemetry's javaagent that it runs under, with Parley's
 *     extension; null for none
 */
record Application(
    Path java,
    @Nullable String agent,
    String classPath,
    String main,
    Map<String, String> environment,
    List<String> arguments) {
  /** The agents that it may run under. */
  static final String NEWER_AGENT = "2.33.1";

  static final String OLDER_AGENT = "2.31.1";

  /** One of the examples. */
  static Application example(Class<?> main) {
    return of(System.getProperty("java.class.path"), main.getName());
  }

  /** The chat of a shop, by LangChain4j. */
  static Application langChain4j() {
    return example(Shop.class).with("--port=0");
  }

  /** The chat of a shop, by Spring AI in Spring Boot 4. */
  static Application springAi() throws IOException {
    return spring("spring-ai", "dev.parley.examples.springai.Shop");
  }

  /** A help desk on OpenAI's client, in Spring Boot 3. */
  static Application springBoot3() throws IOException {
    return spring("spring-boot-3", "dev.parley.examples.springboot.Desk");
  }

  /** A module that has a class path of its own; the tests run in the folder of the examples. */
  private static Application spring(String module, String main) throws IOException {
    Path target = Path.of(module, "target").toAbsolutePath();
    String libraries = Files.readString(target.resolve("class-path")).strip();
    return of(target.resolve("classes") + ":" + libraries, main).with("--server.port=0");
  }

  private static Application of(String classPath, String main) {
    return new Application(
        Path.of(System.getProperty("java.home")), null, classPath, main, Map.of(), List.of());
  }

  /** The home of a JDK that is newer than that of the tests; where none is named, they skip. */
  static Path newerJdk() {
    String newer = System.getProperty("parley.newer.jdk");
    assumeTrue(newer != null, "No newer JDK was named by -Dparley.newer.jdk");
    return Path.of(newer);
  }

  Application on(Path jdk) {
    return new Application(jdk, agent, classPath, main, environment, arguments);
  }

  Application under(String javaagent) {
    return new Application(java, javaagent, classPath, main, environment, arguments);
  }

  Application with(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new Application(java, agent, classPath, main, environment, all);
  }

  /** With a variable of the environment. */
  Application set(String variable, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(variable, value);
    return new Application(java, agent, classPath, main, all, arguments);
  }

  /** Whether what was said is told, by OpenTelemetry's own variable. */
  Application content(boolean captured) {
    return set("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", Boolean.toString(captured));
  }

  /** Starts it: it asks this provider and tells this server. */
  ApplicationProcess start(RunningServer server, RecordingProvider provider) throws IOException {
    return set("OPENAI_BASE_URL", provider.baseUrl()).set("OPENAI_API_KEY", "none").start(server);
  }

  /** Starts it: it asks nobody, or a provider of its own, and tells this server. */
  ApplicationProcess start(RunningServer server) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    Map<String, String> all = new HashMap<>(environment);
    if (agent == null) {
      command.add("-Xmx256m");
      all.put("PARLEY_ENDPOINT", server.http());
      all.put("OTEL_EXPORTER_OTLP_ENDPOINT", server.http());
    } else {
      command.add("-Xmx384m");
      command.addAll(agent(agent, server.http()));
    }
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return ApplicationProcess.start(command, all);
  }

  /** What its documentation says, and no more. */
  private static List<String> agent(String version, String endpoint) {
    // Packaging the agent's module makes the first.
    Path extension = Path.of("../agent/target/parley-agent.jar").toAbsolutePath().normalize();
    Path agent = Path.of("target/javaagent/opentelemetry-javaagent-" + version + ".jar");
    assertThat(extension).exists();
    assertThat(agent).exists();
    return List.of(
        "-javaagent:" + agent,
        "-Dotel.javaagent.extensions=" + extension,
        "-Dparley.endpoint=" + endpoint);
  }
}
