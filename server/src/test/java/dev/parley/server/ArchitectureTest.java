package dev.parley.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the server's packages: a span moves down the list and never up. */
@AnalyzeClasses(packages = "dev.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("wiring")
          .definedBy("dev.parley.server")
          .layer("auth")
          .definedBy("dev.parley.server.auth..")
          .layer("config")
          .definedBy("dev.parley.server.config..")
          .layer("api")
          .definedBy("dev.parley.server.api..")
          .layer("otlp")
          .definedBy("dev.parley.server.otlp..")
          .layer("dialect")
          .definedBy("dev.parley.server.dialect..")
          .layer("doctor")
          .definedBy("dev.parley.server.doctor..")
          .layer("wire")
          .definedBy("dev.parley.server.wire..")
          .layer("ingest")
          .definedBy("dev.parley.server.ingest..")
          .layer("lifecycle")
          .definedBy("dev.parley.server.lifecycle..")
          .layer("metrics")
          .definedBy("dev.parley.server.metrics..")
          .layer("prices")
          .definedBy("dev.parley.server.prices..")
          .layer("query")
          .definedBy("dev.parley.server.query..")
          .layer("redact")
          .definedBy("dev.parley.server.redact..")
          .layer("store")
          .definedBy("dev.parley.server.store..")
          .layer("tracing")
          .definedBy("dev.parley.server.tracing..")
          .whereLayer("wiring")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("auth")
          .mayOnlyBeAccessedByLayers("wiring", "api", "otlp", "metrics")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("wiring", "prices")
          .whereLayer("prices")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("doctor")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("otlp")
          .mayOnlyBeAccessedByLayers("wiring", "doctor")
          .whereLayer("dialect")
          .mayOnlyBeAccessedByLayers("wiring", "otlp", "api", "doctor")
          .whereLayer("wire")
          .mayOnlyBeAccessedByLayers("otlp", "dialect")
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("wiring", "otlp", "api", "doctor", "lifecycle", "metrics")
          .whereLayer("lifecycle")
          .mayOnlyBeAccessedByLayers("wiring", "api", "metrics")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("query")
          .mayOnlyBeAccessedByLayers("wiring", "api", "metrics")
          .whereLayer("redact")
          .mayOnlyBeAccessedByLayers("wiring", "api", "otlp")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers(
              "wiring", "auth", "ingest", "query", "api", "lifecycle", "metrics")
          .whereLayer("tracing")
          .mayOnlyBeAccessedByLayers("wiring", "otlp", "ingest", "store");

  @ArchTest
  static final ArchRule MODEL_KNOWS_NOBODY =
      classes()
          .that()
          .resideInAPackage("dev.parley.server.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.parley.server.model..", "dev.parley.pricing..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule PROTOCOL_STAYS_OUTSIDE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.parley.server.otlp..", "dev.parley.server.dialect..", "dev.parley.server.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry.proto..");

  @ArchTest
  static final ArchRule OWN_SPANS_ARE_MADE_IN_ONE_PLACE =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.parley.server.tracing..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.opentelemetry..")
                  .and(resideOutsideOfPackage("io.opentelemetry.proto..")));

  @ArchTest
  static final ArchRule DIALECTS_KNOW_NO_TRANSPORT =
      noClasses()
          .that()
          .resideInAPackage("dev.parley.server.dialect..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.linecorp.armeria..", "io.grpc..", "java.sql..");

  @ArchTest
  static final ArchRule SDK_IS_UNKNOWN =
      noClasses()
          .that()
          .resideInAPackage("dev.parley.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.parley.sdk..", "dev.parley.instrumentation..");
}
