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

  // Plotly travels packed. Its text must be what the page's policy has the hash of.
  function unpacked(holder) {
    var bytes = Uint8Array.from(atob(holder.textContent), function (letter) {
      return letter.charCodeAt(0);
    });
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  function run(code) {
    var script = document.createElement("script");
    script.textContent = code;
    document.head.appendChild(script);
  }

  if (!holders.length) {
    return;
  }
  if (typeof DecompressionStream === "undefined") {
    holders.forEach(function (holder) {
      holder.textContent = "This browser is too old to draw figures; the table has the numbers.";
    });
    return;
  }
  unpacked(document.getElementById("plotly-packed")).then(function (code) {
    run(code);
    narrow.addEventListener("change", drawAll);
    return drawAll();
  });
})();
