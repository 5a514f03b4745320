package org.sipha.it.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A scenario that takes too long for {@code ./dev test}, or that another driver tells there. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
    named = "sipha.soak",
    matches = LabSize.TAG,
    disabledReason = "only in ./dev soak lab")
@interface OnlyInSoak {}
