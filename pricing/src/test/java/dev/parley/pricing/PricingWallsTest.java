package dev.parley.pricing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.parley.pricing",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PricingWallsTest {
  @ArchTest
  static final ArchRule KNOWS_NOTHING_BUT_JAVA =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.parley.pricing..", "java..", "org.jspecify..");
}
