#!/usr/bin/env Rscript
# Shares in R's data(api), for the public verbs.  R 4.2.2, survey 4.1-1.  Usage: Rscript make_verbs_api_reference.R > verbs_api_reference.json
suppressMessages({library(survey); library(jsonlite)})
data(api)
shares <- function(d) {
  one <- function(f, by = NULL) {
    if (is.null(by)) { m <- svymean(f, d); list(estimate = coef(m)[[2]], standard_error = SE(m)[[2]], df = degf(d)) }
    else {
      m <- svyby(f, by, d, svymean); k <- ncol(m)
      yes <- grep("Yes$", names(m), value = TRUE); yes <- yes[!grepl("^se", yes)]
      list(level = as.character(m[[1]]), estimate = m[[yes]], standard_error = SE(m)[[2]]) } }
  list(schwide = one(~sch.wide), awards = one(~awards), awards_by_stype = one(~awards, ~stype)) }
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
strat0 <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
clus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2)
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
sw <- data.frame(sch.wide = c("No", "Yes"), Freq = as.vector(table(apipop$sch.wide)))
both <- as.data.frame(table(stype = apipop$stype, sch.wide = apipop$sch.wide))
tight <- list(maxit = 1000, epsilon = 1e-13)
raked <- function(d) rake(d, list(~stype, ~sch.wide), list(types, sw), control = tight)
calibrated <- function(d, how, ...) calibrate(d, ~stype + sch.wide, calfun = how, epsilon = 1e-13, maxit = 200,
  population = c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = sw$Freq[2]) * sum(weights(d)) / 6194, ...)
out <- list(
  strat = shares(strat), strat_no_fpc = shares(strat0), clus1 = shares(clus1), clus2 = shares(clus2),
  strat_ps = shares(postStratify(strat, ~stype + sch.wide, both)), clus1_ps = shares(postStratify(clus1, ~stype, types)),
  clus1_raked = shares(raked(clus1)), strat_raked = shares(raked(strat)), clus2_raked = shares(raked(clus2)),
  clus1_calibrated = shares(calibrated(clus1, "raking")), clus1_linear = shares(calibrated(clus1, "linear")),
  clus1_logit = shares(calibrated(clus1, "logit", bounds = c(0.5, 2))),
  population = list(cells = lapply(both, as.character)))
w <- weights(raked(clus1)); t <- trimWeights(raked(clus1), lower = 15, upper = 45, strict = TRUE)
out$clus1_trim <- list(raked = as.vector(w), strict = as.vector(weights(t)))
options(survey.lonely.psu = "average")
one <- apistrat[!(apistrat$stype == "H" & duplicated(apistrat$stype)), ]
for (rule in c("average", "adjust", "certainty")) { options(survey.lonely.psu = rule)
  out[[paste0("single_", rule)]] <- shares(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = one, fpc = ~fpc))[c("schwide", "awards")] }
cat(toJSON(out, digits = I(17), auto_unbox = TRUE), "\n")
