(function () {
  "use strict";

  var narrow = window.matchMedia("(max-width: 640px)");
  var holders = Array.prototype.slice.call(document.querySelectorAll("[data-figure]"));
  var settings = { responsive: true, displayModeBar: false, scrollZoom: false, doubleClick: false };

  function draw(holder) {
    var wanted = holder.id + (narrow.matches ? "-narrow" : "-wide");
    var figure = JSON.parse(document.getElementById(wanted).textContent);
    figure.layout.transition = { duration: 0 };
    holder.style.minHeight = figure.layout.height + "px";
    return Plotly.react(holder, figure.data, figure.layout, settings);
  }

  function drawAll() {
    return Promise.all(holders.map(draw)).then(function () {
      document.documentElement.setAttribute("data-drawn", String(holders.length));
    });
  }

  narrow.addEventListener("change", drawAll);
  drawAll();
})();
