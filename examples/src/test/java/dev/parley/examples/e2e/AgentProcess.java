package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts applications of the examples under OpenTelemetry's javaagent with Parley's extension. */
final class AgentProcess {
  static final String NEWER = "2.33.1";
  static final String OLDER = "2.31.1";

  private AgentProcess() {}

  /**
   * Starts one.
   *
   * @param version the agent's
   * @param java the home of the JDK that runs it
   * @param environment what is set beside Parley's endpoint
   */
  static ApplicationProcess start(
      String version,
      Path java,
      Class<?> main,
      RunningServer server,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    // The tests run in the folder of the examples; packaging the agent's module makes the first.
    Path extension = Path.of("../agent/target/parley-agent.jar").toAbsolutePath().normalize();
    Path agent = Path.of("target/javaagent/opentelemetry-javaagent-" + version + ".jar");
    assertThat(extension).exists();
    assertThat(agent).exists();
    List<String> command =
        new ArrayList<>(
            List.of(
                java.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-javaagent:" + agent,
                "-Dotel.javaagent.extensions=" + extension,
                "-Dparley.endpoint=" + server.http(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return ApplicationProcess.of(command, environment);
  }
}
