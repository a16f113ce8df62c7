# Makes comparisons_reference.json: false-discovery adjustment, Spiegelhalter's (2005) interpolated
# binomial limits, power on the arcsine scale, gaps of overlapping domains, regressions.
# Rscript make_comparisons.R (beside synth_sample.csv.gz); R 4.x, packages survey and jsonlite.
suppressMessages({library(survey); library(jsonlite)})
p <- c(0.0002, 0.011, 0.04, 0.041, 0.2, 0.74, 0.9999)
limit <- function(theta, n, p) {
  r <- qbinom(p, n, theta)
  a <- (pbinom(r, n, theta) - p) / (pbinom(r, n, theta) - pbinom(r - 1, n, theta))
  (r - a) / n }
grid <- expand.grid(theta = c(0.16, 0.5, 0.775, 0.97), n = c(30, 57, 250, 1000), p = c(0.0005, 0.025, 0.975, 0.9995))
grid$limit <- mapply(limit, grid$theta, grid$n, grid$p)
# Two-sided power of a normal test of Cohen's h, solved as pwr.2p2n.test does.
effect <- function(n1, n2, power = 0.8, a = 0.05) uniroot(function(h) {
  s <- h * sqrt(n1 * n2 / (n1 + n2)); z <- qnorm(1 - a / 2)
  pnorm(s - z) + pnorm(-s - z) - power }, c(1e-6, 3), tol = 1e-14)$root
s <- read.csv(gzfile("synth_sample.csv.gz"))
s$victim_group <- factor(s$victim_group); s$age <- factor(s$age)
d <- svydesign(~1, strata = ~victim_group, weights = ~w, data = s)
against <- function(inside, rest) {
  w <- weights(d); y <- s$q1
  u <- function(k) { m <- sum(w[k] * y[k]) / sum(w[k]); list(m = m, u = ifelse(k, (y - m) / sum(w[k]), 0)) }
  a <- u(inside); b <- u(rest)
  v <- svytotal(a$u - b$u, d)
  list(gap = a$m - b$m, se = as.vector(SE(v))) }
levels_of <- levels(s$age)
m <- svyglm(q4 ~ age + gender + victim_group, design = d, family = quasibinomial(), control = list(epsilon = 1e-14, maxit = 100))
sub <- subset(d, gender == "female")
t <- regTermTest(m, ~age)
q <- svychisq(~q4 + victim_group, sub)
write_json(list(
  meta = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
  p = p, bh = p.adjust(p, "BH"), limits = grid,
  effects = list(h_500_500 = effect(500, 500), h_460_1900 = effect(460, 1900), h_90_power_90 = effect(90, 90, 0.9)),
  against_everyone = setNames(lapply(levels_of, function(l) against(s$age == l, rep(TRUE, nrow(s)))), levels_of),
  against_others = setNames(lapply(levels_of, function(l) against(s$age == l, s$age != l)), levels_of),
  glm_q4 = list(coef = as.list(coef(m)), se = as.list(SE(m)), df = m$df.residual, F_age = as.vector(t$Ftest), p_age = as.vector(t$p)),
  chisq_female = list(F = as.vector(q$statistic), df = as.vector(q$parameter), p = as.vector(q$p.value))
), "comparisons_reference.json", digits = I(17), auto_unbox = TRUE, pretty = TRUE)
