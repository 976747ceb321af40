package dev.parley.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.parley.sdk", importOptions = ImportOption.DoNotIncludeTests.class)
class SdkWallsTest {
  @ArchTest
  static final ArchRule KNOWS_PRICING_AND_OPENTELEMETRY =
      classes()
          .that()
          .resideOutsideOfPackage("dev.parley.sdk.reactor")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.parley.sdk..",
              "dev.parley.pricing..",
              "io.opentelemetry..",
              "java..",
              "org.reactivestreams..",
              "javax.net.ssl..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule ONLY_ITS_OWN_PACKAGE_KNOWS_REACTOR =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.parley.sdk.reactor")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.parley.sdk.reactor", "reactor..");
}
