namespace ContainerState.Reports.Pages;

/// <summary>The style sheet of a page.</summary>
internal static class PageStyle
{
    /// <summary>All of it but the rules of one graph.</summary>
    public const string Text = """

        :root{color-scheme:light dark;--back:#fbfbfa;--card:#fff;--ink:#1c2126;--soft:#59636e;--line:#d5dae0;--link:#0757b8;--good:#176b34;--bad:#b3261e;--warn:#845400;
        --pin:#dbe8fd;--own:#eceef1;--part:#fff;--built:#ddf0d7;--helper:#f7f0dc;--edge:#8a95a1;--need:#b4560f;
        --c0:#cfe0fc;--c1:#d5ecc6;--c2:#fde0c2;--c3:#ecd6f5;--c4:#fbd3da;--c5:#c6e9e6;--c6:#f1e8b4;--c7:#d9dde5;--cx:#e4e4e4}
        @media (prefers-color-scheme:dark){:root{--back:#14171b;--card:#1c2026;--ink:#e8eaed;--soft:#a6b0bb;--line:#39414b;--link:#8ab8ff;--good:#6fd08c;--bad:#ff9a91;--warn:#f0bb61;
        --pin:#213a63;--own:#2c323a;--part:#1c2026;--built:#22452a;--helper:#4a4122;--edge:#7d8995;--need:#ee9a52;
        --c0:#28477a;--c1:#2f5a30;--c2:#6e4723;--c3:#573869;--c4:#6f3342;--c5:#1f5a57;--c6:#5c5420;--c7:#454d5a;--cx:#3d3d3d}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
        h1{margin:0;font-size:2rem;line-height:1.2;overflow-wrap:anywhere}
        h2{margin:0 0 12px;font-size:1.3rem;line-height:1.3}
        h3{margin:20px 0 8px;font-size:1rem}
        p{margin:0 0 12px;max-width:75ch;overflow-wrap:anywhere}
        a{color:var(--link)}
        code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        section{margin-top:20px;padding:20px;background:var(--card);border:1px solid var(--line);border-radius:12px}
        .which{margin:4px 0 8px;color:var(--soft)}
        .state{font-size:1.1rem}
        .good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
        ul.missing{margin:0 0 12px;padding-left:20px;overflow-wrap:anywhere}
        p.missing{margin-bottom:4px}
        nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;margin:12px 0 0;padding:0;list-style:none}
        nav a{display:inline-block;padding:4px 0}
        .empty,.hint,footer{color:var(--soft)}
        .hint{margin:6px 0 12px;font-size:.875rem}
        .fault{padding:8px 12px;border-left:4px solid var(--warn);background:var(--back)}
        footer{margin-top:24px;font-size:.875rem}
        .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 12px;padding:0;list-style:none;font-size:.875rem;color:var(--soft)}
        .legend svg{margin-right:6px;vertical-align:-2px}
        .scroll{overflow:auto;max-height:720px;border:1px solid var(--line);border-radius:8px}
        .scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        svg{max-width:none}
        .scrolls{display:none}
        svg+.legend,svg~.legend{margin-top:8px}
        svg text{fill:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;unicode-bidi:isolate}
        svg.graph{display:block;margin:0 auto}
        .shape{stroke:var(--edge);stroke-width:1}
        .pin .shape{fill:var(--pin)}.own .shape{fill:var(--own)}.part .shape{fill:var(--part)}.built .shape{fill:var(--built)}.helper .shape{fill:var(--helper);stroke-dasharray:4 3}
        .server .shape{fill:var(--ink);stroke:var(--ink)}.server text{fill:var(--back)}
        .box:hover .shape{stroke:var(--link);stroke-width:2}
        svg .name{font-weight:600;font-size:13px}
        svg .detail{font-size:11px;fill:var(--soft)}
        svg .server .detail{fill:var(--back)}
        .e{fill:none;stroke:var(--edge);stroke-width:1.4;opacity:.85}
        .tool{stroke-dasharray:5 4}.need{stroke:var(--need);stroke-width:2}.placed{stroke-width:1;opacity:.5}
        .treemap,.timeline,.roll{display:block;width:100%;height:auto}
        .narrow{display:none}
        .c0{--c:var(--c0)}.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}.c4{--c:var(--c4)}.c5{--c:var(--c5)}.c6{--c:var(--c6)}.c7{--c:var(--c7)}.cx{--c:var(--cx)}
        .whole{fill:var(--c);stroke:var(--edge);stroke-width:.5}
        .folder{fill:var(--c);stroke:var(--card);stroke-width:1.5}
        .folder:hover,g:hover>.folder{stroke:var(--ink);stroke-width:2}
        .bar{fill:var(--c);stroke:var(--edge);stroke-width:1}
        .grid{stroke:var(--line);stroke-width:1}
        svg .tick,svg .size{fill:var(--soft)}
        svg .folder~.size{fill:var(--ink)}
        svg .step{font-weight:600}
        circle{stroke:var(--card);stroke-width:2}circle.good{fill:var(--good)}circle.bad{fill:var(--bad)}circle.plain{fill:var(--edge)}
        .age{display:block;margin:3px 0 0 auto}.track{fill:var(--line)}.fill{fill:var(--link)}
        details{margin-top:12px}
        summary{cursor:pointer;color:var(--link);padding:4px 0}
        table{width:100%;margin-top:8px;border-collapse:collapse;font-size:.875rem;line-height:1.4}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        th,td{padding:7px 10px 7px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:break-word;font-weight:400}
        thead th{color:var(--soft);font-weight:600;overflow-wrap:normal}
        tbody th{font-weight:600}
        tbody th{min-width:6.5rem}
        td{min-width:4rem}
        td bdi,th bdi{overflow-wrap:anywhere}
        td code,td time{white-space:nowrap}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        @media (max-width:1060px){.scrolls{display:block}}
        @media screen and (max-width:720px){
        main{padding:16px 8px 32px}section{padding:14px 10px}h1{font-size:1.6rem}header{padding:0 4px}
        table,tbody,tr,th,td{display:block}thead{display:none}
        tbody tr{padding:8px 0;border-bottom:1px solid var(--line)}
        tbody th,tbody td{position:relative;padding:1px 0 1px 7rem;border:0;text-align:left}
        tbody th{padding-left:0;font-size:1rem}
        tbody td::before{content:attr(data-name);position:absolute;left:0;width:6.5rem;color:var(--soft)}
        tbody td:empty{display:none}tbody .n{text-align:left}.age{margin-left:0}}
        @media screen and (max-width:560px){.wide{display:none}.narrow{display:block}}
        @media print{:root{color-scheme:light;--back:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--link:#000;--good:#0b5a26;--bad:#9b1c14;--warn:#6b4500;
        --pin:#e4edfc;--own:#eee;--part:#fff;--built:#e2f1dd;--helper:#f6f0de;--edge:#777;--need:#9a4a0d;
        --c0:#dbe7fb;--c1:#dfefd5;--c2:#fde8d3;--c3:#f0e0f6;--c4:#fbdfe4;--c5:#d6eeec;--c6:#f4eecb;--c7:#e3e6ec;--cx:#eee}
        body{font-size:11pt}main{max-width:none;padding:0}nav,.hint,summary{display:none}section{border:0;padding:0;margin-top:18pt}
        h2,h3{break-after:avoid}tr,svg.treemap,svg.timeline{break-inside:avoid}.scroll{max-height:none;overflow:visible;border:0}
        svg.graph{max-width:100%;height:auto}details::details-content{content-visibility:visible;block-size:auto}}

        """;
}
