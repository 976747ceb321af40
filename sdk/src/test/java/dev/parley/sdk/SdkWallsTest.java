package dev.parley.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.parley.sdk", importOptions = ImportOption.DoNotIncludeTests.class)
class SdkWallsTest {
  @ArchTest
  static final ArchRule KNOWS_PRICING_AND_OPENTELEMETRY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.parley.sdk..",
              "dev.parley.pricing..",
              "io.opentelemetry..",
              "java..",
              "javax.net.ssl..",
              "org.jspecify..");
}
