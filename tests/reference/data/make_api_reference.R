#!/usr/bin/env Rscript
# Reference numbers on samples that the synthetic survey does not have: R's own data(api) and a two-stage sample made here.
# R 4.2.2, survey 4.1-1, MASS, ordinal.  Usage: Rscript make_api_reference.R DIR
suppressMessages({library(survey); library(MASS); library(ordinal)})
dir <- commandArgs(TRUE)[1]
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
jw <- function(x) {
  q <- function(s) paste0('"', s, '"'); nf <- function(v) ifelse(is.finite(v), sprintf("%.17g", v), "null")
  if (is.null(x)) return("null")
  if (is.list(x)) { b <- vapply(x, jw, ""); return(if (is.null(names(x))) paste0("[", paste(b, collapse = ","), "]") else paste0("{", paste(paste0(q(names(x)), ":", b), collapse = ",\n"), "}")) }
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(r) paste0("[", paste(nf(r), collapse = ","), "]")), collapse = ","), "]"))
  b <- if (is.character(x)) q(x) else nf(as.vector(x))
  if (length(b) == 1) b else paste0("[", paste(b, collapse = ","), "]") }
est <- function(s) list(est = as.vector(coef(s)), vcov = unname(as.matrix(vcov(s))))
dg <- function(v) as.vector(if (is.matrix(v)) diag(v) else v)
pick <- function(r) list(statistic = as.vector(r$statistic), parameter = as.vector(r$parameter), p = as.vector(r$p.value))
# joint covariance of domain means from their scores: svyby(covmat = TRUE) fails on calibrated designs
by_cov <- function(y, g, d, same = TRUE) {
  w <- weights(d, "sampling"); v <- d$variables[[y]]; k <- as.integer(d$variables[[g]]); ok <- !is.na(v); v[!ok] <- 0
  U <- sapply(seq_len(max(k)), function(l) { i <- k == l & ok; N <- sum(w[i]); ifelse(i, (v - sum(w[i] * v[i]) / N) / N, 0) })
  e <- sapply(seq_len(max(k)), function(l) { i <- k == l & ok; sum(w[i] * v[i]) / sum(w[i]) })
  b <- svyby(as.formula(paste0("~", y)), as.formula(paste0("~", g)), d, svymean, na.rm = TRUE)
  out <- list(est = e, vcov = unname(as.matrix(vcov(svytotal(U, d)))))
  stopifnot(!same || max(abs(sqrt(diag(out$vcov)) - SE(b))) < 1e-12, max(abs(e - coef(b))) < 1e-12); out }
tight <- list(epsilon = 1e-20, maxit = 30)  # to the last digit: the sandwich is taken one step before the end
glm_of <- function(f, d, fam) { m <- svyglm(f, design = d, family = fam, control = tight); list(coef = as.vector(coef(m)), vcov = unname(vcov(m)), df = m$df.residual) }
term <- function(f, t, d, fam, df = NULL) { m <- svyglm(f, design = d, family = fam, control = tight); r <- if (is.null(df)) regTermTest(m, t) else regTermTest(m, t, df = df); list(statistic = as.vector(if (is.null(df)) r$Ftest else r$chisq), df = r$df, ddf = r$ddf, p = as.vector(r$p)) }
prop <- function(f, d) lapply(setNames(nm = c("xlogit", "beta", "mean", "asin")), function(m) { r <- svyciprop(f, d, method = m); c(as.vector(r), as.vector(SE(r)), attr(r, "ci")) })

# proportional odds: clm's exact optimum; the sandwich from its analytic Hessian and the scores; svyolr itself (numerical Hessian)
olr_of <- function(d, T) { w <- weights(d); T$wn <- w / mean(w)
  m <- clm(satf ~ x + sexf + agef, data = T, weights = wn, control = clm.control(gradTol = 1e-11, maxIter = 200))
  X <- model.matrix(~x + sexf + agef, T)[, -1]; y <- as.integer(T$satf); q <- nlevels(T$satf) - 1; cf <- as.vector(coef(m)); eta <- drop(X %*% cf[-(1:q)]); cut <- c(-Inf, cf[1:q], Inf)
  up <- cut[y + 1] - eta; lo <- cut[y] - eta; pr <- plogis(up) - plogis(lo); f <- function(v) ifelse(is.finite(v), dlogis(v), 0)
  S <- cbind(sapply(1:q, function(k) (f(up) * (y == k) - f(lo) * (y == k + 1)) / pr), -X * (f(up) - f(lo)) / pr)
  U <- S %*% vcov(m) / mean(w)
  o <- svyolr(satf ~ x + sexf + agef, design = d, start = c(cf[-(1:q)], cf[1], log(diff(cf[1:q]))))
  list(clm = cf, vcov = unname(as.matrix(vcov(svytotal(U, d)))), svyolr_vcov = unname(vcov(o)), df = o$df.residual) }

data(api)
keep <- c("stype", "snum", "dnum", "api00", "enroll", "api.stu", "awards", "sch.wide", "yr.rnd", "ell", "meals", "api99")
A <- list(R = R.version.string, survey = as.character(packageVersion("survey")))
for (n in c("apistrat", "apiclus1", "apiclus2", "apisrs")) {
  x <- get(n); x <- x[, c(keep, intersect(c("pw", "fpc", "fpc1", "fpc2"), names(x)))]
  write.csv(x, gzfile(file.path(dir, paste0(n, ".csv.gz"))), row.names = FALSE, quote = FALSE) }
ready <- function(d) update(d, aw = as.numeric(awards == "Yes"), sw = as.numeric(sch.wide == "Yes"), yr = as.numeric(yr.rnd == "Yes"))
base <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc),
  clus1 = svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc),
  clus2 = svydesign(id = ~dnum + snum, data = apiclus2, fpc = ~fpc1 + fpc2),
  srs = svydesign(id = ~1, data = apisrs, fpc = ~fpc))
base <- lapply(base, ready)
pop <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
cal <- function(d) calibrate(d, ~stype + sch.wide, pop, calfun = "raking", epsilon = 1e-13, maxit = 200)
base$clus1_cal <- cal(base$clus1); base$clus2_cal <- cal(base$clus2); base$strat_cal <- cal(base$strat)
for (nm in names(base)) { d <- base[[nm]]
  A[[nm]] <- list(weights_sum = sum(weights(d)), weights_sumsq = sum(weights(d)^2), degf = degf(d),
    mean = est(svymean(~api00 + aw + enroll, d, na.rm = TRUE)), total = est(svytotal(~aw + sw, d)),
    deff = dg(deff(svymean(~api00 + aw, d, deff = TRUE))), deff_replace = dg(deff(svymean(~api00 + aw, d, deff = "replace"))),
    ratio = { r <- svyratio(~api.stu, ~enroll, d, na.rm = TRUE); list(est = as.vector(coef(r)), se = as.vector(SE(r))) },
    by_stype_aw = by_cov("aw", "stype", d), by_awards_api00 = by_cov("api00", "awards", d), by_stype_enroll = by_cov("enroll", "stype", d),
    ciprop = prop(~aw, d), ciprop_domain = prop(~aw, subset(d, stype == "E")), degf_domain = degf(subset(d, stype == "E")),
    chisq = lapply(setNames(nm = c("F", "Chisq", "Wald", "adjWald", "saddlepoint")), function(s) pick(svychisq(~awards + stype, d, statistic = s))),
    glm = glm_of(aw ~ ell + meals + stype, d, quasibinomial()), gaussian = glm_of(api00 ~ ell + meals + stype, d, gaussian()),
    term_F = term(aw ~ ell + meals + stype, ~stype, d, quasibinomial()), term_chisq = term(aw ~ ell + meals + stype, ~stype, d, quasibinomial(), Inf)) }
# single units ("average" counts the strata of the whole design; svyby, which drops rows, those left in a domain): two strata of the stratified sample are cut to one school, with and without a correction
cut <- rbind(apistrat[apistrat$stype == "E", ], apistrat[apistrat$stype == "H", ][1, ], apistrat[apistrat$stype == "M", ][1:9, ])
lonely <- ready(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = cut, fpc = ~fpc))
popl <- c(`(Intercept)` = sum(cut$pw), sch.wideYes = 0.8 * sum(cut$pw))
for (rule in c("adjust", "certainty", "average")) { options(survey.lonely.psu = rule)
  lc <- calibrate(lonely, ~sch.wide, popl, calfun = "linear")
  A[[paste0("lonely_", rule)]] <- list(mean = est(svymean(~api00 + aw, lonely)), total = est(svytotal(~aw + sw, lonely)), by = by_cov("aw", "stype", lonely, rule != "average"), calibrated = est(svymean(~api00 + aw, lc)), calibrated_weights = as.vector(weights(lc))) }
options(survey.lonely.psu = "fail")

# ---- a stratified two-stage sample of our own: unequal clusters, unequal weights, missing answers, strata within clusters
set.seed(20071)
rows <- list(); id <- 0
for (h in 1:4) { N1 <- c(30, 18, 25, 60)[h]; for (c in seq_len(c(6, 5, 7, 4)[h])) { N2 <- sample(8:40, 2); for (g in 1:2) { m <- sample(1:7, 1) + 1; for (i in seq_len(min(m, N2[g]))) { id <- id + 1
  rows[[id]] <- data.frame(h = h, c = h * 100 + c, g = g, i = id, N1 = N1, N2 = N2[g], n2 = min(m, N2[g]), n1 = c(6, 5, 7, 4)[h]) } } } }
T <- do.call(rbind, rows); n <- nrow(T)
T$w <- T$N1 / T$n1 * T$N2 / T$n2 * exp(rnorm(n, 0, 0.2))
shift <- rnorm(500, 0, 0.7)[T$c %% 500 + 1]
T$y <- as.numeric(rnorm(n) + shift + 0.3 * (T$h == 2) > -0.5); T$y[runif(n) < 0.08] <- NA
T$z <- round(rnorm(n, 3, 1) + shift, 3); T$z[runif(n) < 0.05] <- NA
T$sat <- pmin(5, pmax(1, round(3.3 + shift + rnorm(n)))); T$dom <- sample(1:5, n, TRUE, c(4, 3, 2, 1, 1)); T$sex <- sample(1:2, n, TRUE); T$age <- sample(1:3, n, TRUE); T$x <- round(rnorm(n), 3)
write.csv(T, gzfile(file.path(dir, "two_stage.csv.gz")), row.names = FALSE, quote = FALSE)
T <- read.csv(file.path(dir, "two_stage.csv.gz"))
T$domf <- factor(T$dom); T$sexf <- factor(T$sex); T$agef <- factor(T$age); T$satf <- factor(T$sat, ordered = TRUE); T$y0 <- ifelse(is.na(T$y), 0, T$y); T$yf <- factor(T$y)
two <- list(
  full = svydesign(id = ~c + i, strata = ~h + g, fpc = ~N1 + N2, weights = ~w, data = T),
  no_fpc = svydesign(id = ~c + i, strata = ~h + g, weights = ~w, data = T),
  elements = svydesign(id = ~1, strata = ~h, weights = ~w, data = T))
N <- sum(T$w); ps <- data.frame(sexf = factor(1:2), Freq = c(0.52, 0.48) * N); pa <- data.frame(agef = factor(1:3), Freq = c(0.3, 0.45, 0.25) * N)
two$raked <- rake(two$full, list(~sexf, ~agef), list(ps, pa), control = list(maxit = 500, epsilon = 1e-13))
two$calibrated <- calibrate(two$full, ~sexf + agef, c(`(Intercept)` = N, sexf2 = 0.48 * N, agef2 = 0.45 * N, agef3 = 0.25 * N), calfun = "raking", epsilon = 1e-13, maxit = 200)
two$post_stratified <- postStratify(two$full, ~sexf, ps)
for (nm in names(two)) { d <- two[[nm]]
  A[[paste0("two_", nm)]] <- list(weights = if (nm %in% c("raked", "calibrated", "post_stratified")) as.vector(weights(d)), degf = degf(d),
    mean_y = est(svymean(~y, d, na.rm = TRUE)), mean_z = est(svymean(~z, d, na.rm = TRUE)), total = est(svytotal(~x, d)),
    deff = as.vector(deff(svymean(~y, d, na.rm = TRUE, deff = TRUE))), deff_replace = as.vector(deff(svymean(~y, d, na.rm = TRUE, deff = "replace"))),
    by_dom = by_cov("y", "domf", d), by_sex = by_cov("z", "sexf", d),
    ciprop = prop(~y0, subset(d, !is.na(y))), degf_domain = sapply(1:5, function(k) degf(subset(d, dom == k & !is.na(y)))),
    chisq = lapply(setNames(nm = c("F", "Chisq", "Wald", "adjWald", "saddlepoint")), function(s) pick(svychisq(~satf + sexf, d, statistic = s))),
    chisq_missing = lapply(setNames(nm = c("F", "Chisq")), function(s) pick(svychisq(~yf + agef, d, statistic = s))),
    glm = glm_of(y ~ x + sexf + agef, d, quasibinomial()), gaussian = glm_of(z ~ x + sexf + agef, d, gaussian()),
    term_F = term(y ~ x + sexf + agef, ~agef, d, quasibinomial()), term_chisq = term(y ~ x + sexf + agef, ~agef, d, quasibinomial(), Inf),
    olr = olr_of(d, T)) }
H <- clm(Sat ~ Infl + Type + Cont, data = housing, weights = Freq, control = clm.control(gradTol = 1e-11, maxIter = 200))
write.csv(data.frame(lapply(housing[, 1:4], as.integer), Freq = housing$Freq), gzfile(file.path(dir, "housing.csv.gz")), row.names = FALSE, quote = FALSE)
A$housing <- list(coef = as.vector(coef(H)), vcov = unname(vcov(H)), log_likelihood = as.vector(logLik(H)))
writeLines(jw(A), file.path(dir, "api_reference.json"))
