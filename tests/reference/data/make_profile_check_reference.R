# Calibrated minus design-weighted means, with the error of the difference, and goodness of fit by the
# design without finite population correction, from the synthetic survey.
# Run in this folder: Rscript make_profile_check_reference.R. Needs the packages survey and jsonlite.
library(survey)
sample <- read.csv(gzfile("synth_sample.csv.gz"))
weights <- read.csv(gzfile("synth_weights.csv.gz"))
sample$raked <- weights$rake
design <- svydesign(ids = ~1, strata = ~victim_group, weights = ~w, data = sample)

scores <- function(y, w, domain) {
  total <- sum(w[domain])
  ifelse(domain, (y - sum(w[domain] * y[domain]) / total) / total, 0)
}
residuals_of <- function(z) {
  resid(lm(z ~ age + gender + ethnicity, data = sample, weights = w))
}
error_of <- function(rows) as.numeric(SE(svytotal(~rows, update(design, rows = rows / sample$w))))

difference <- function(y, keep) {
  domain <- !is.na(y) & keep
  y[is.na(y)] <- 0
  cal <- residuals_of(scores(y, sample$raked, domain)) * sample$raked
  base <- scores(y, sample$w, domain) * sample$w
  plain <- scores(y, rep(1, nrow(sample)), domain)
  mean_of <- function(w) sum((w * y)[domain]) / sum(w[domain])
  list(
    weighted = mean_of(sample$raked), base_weighted = mean_of(sample$w), unweighted = mean(y[domain]),
    se_base_weighted = error_of(cal - base), se_unweighted = error_of(cal - plain)
  )
}
goodness <- function(name) {
  known <- read.csv(paste0("pop_", name, ".csv"))
  shares <- known$N[match(sort(unique(sample[[name]])), known[[name]])]
  found <- svygofchisq(reformulate(name), p = shares, design = design)
  list(statistic = unname(found$statistic), scale = unname(found$parameter[1]),
       df = unname(found$parameter[2]), p = unname(found$p.value))
}
everyone <- rep(TRUE, nrow(sample))
result <- list(
  R = R.version.string, survey = as.character(packageVersion("survey")),
  q1 = difference(sample$q1, everyone), q5 = difference(sample$q5, everyone),
  q1_female = difference(sample$q1, sample$gender == "female"),
  gof = list(age = goodness("age"), gender = goodness("gender"), ethnicity = goodness("ethnicity"))
)
write(jsonlite::toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "profile_check_reference.json")
