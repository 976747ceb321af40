package dev.parley.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.parley.spring",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StarterWallsTest {
  @ArchTest
  static final ArchRule USES_WHAT_THE_SDK_OFFERS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.parley.sdk.internal..", "dev.parley.server..", "dev.parley.instrumentation..");

  @ArchTest
  static final ArchRule ONLY_ITS_PACKAGES_KNOW_MICROMETER =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.parley.spring.ai", "dev.parley.spring.metrics", "dev.parley.spring.observation")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..");
}
