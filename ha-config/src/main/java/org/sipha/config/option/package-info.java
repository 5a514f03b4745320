/**
 * The option catalogue: one declaration per option, from which come validation, the reference page
 * and the sample file. Open {@link org.sipha.config.option.OptionCatalogue} first.
 */
@NullMarked
package org.sipha.config.option;

import org.jspecify.annotations.NullMarked;
