using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport;
using ZsrbPaper.Web;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Benchmarks.Inner;

/// <summary>The small pieces that everything passes, by BenchmarkDotNet: time, and bytes allocated.</summary>
public class InnerBenchmarks
{
    private const string Address = "/zsrb/2024-03-01/A03/1";
    private const string Text = "南区街道党政班子成员到三角镇学习高质量发展经验，2024年03月01日 PM2.5 浓度下降 12%。";

    private readonly string _address = Address;
    private readonly string _query = "标题:高质量发展 \"三角镇\" -广告 PM2.5";
    private readonly string _long = string.Concat(Enumerable.Repeat(Text, 20));
    private readonly AnswerStore _store = new(Options.Create(new CacheOptions()));
    private readonly KeptAddresses _addresses = new(Options.Create(new SiteOptions()));
    private readonly FeatureCollection _features = new();
    private readonly HttpResponseFeature _response = new();

    public InnerBenchmarks()
    {
        var request = new HttpRequestFeature { Method = "GET", RawTarget = Address, Path = Address, Headers = new HeaderDictionary { ["Host"] = "paper.example.com", ["Accept-Encoding"] = "gzip, deflate, br" } };
        _features.Set<IHttpRequestFeature>(request);
        _features.Set<IHttpResponseFeature>(_response);
        _features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        _store.Keep(
            new KeptAnswer
            {
                Address = Address,
                Status = 200,
                Headers = [new("Content-Type", "text/html; charset=utf-8"), new("Cache-Control", "public, max-age=0, s-maxage=0, must-revalidate"), new("X-Content-Type-Options", "nosniff")],
                ETag = "W/\"0123456789abcdef\"",
                LastModified = null,
                Subject = AnswerSubject.Of("zsrb"),
                Body = new byte[20_000],
                Gzip = new byte[7_000],
                Brotli = new byte[6_000],
            },
            0);
    }

    /// <summary>Runs them in this process: there is nothing to build, and no project to make.</summary>
    public static void Run() => BenchmarkRunner.Run<InnerBenchmarks>(ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(MarkdownExporter.Console)
        .AddLogger(ConsoleLogger.Default)
        .WithArtifactsPath(RepositoryFolder.Find("artifacts", "benchmarks", "inner"))
        .WithOptions(ConfigOptions.DisableLogFile));

    [Benchmark(Description = "a hit: find, headers, body")]
    public Task Hit()
    {
        _response.StatusCode = 200;
        return AnswerWriter.WriteAsync(_store.Find(_addresses.Find(_features)!)!, _features);
    }

    [Benchmark(Description = "a hit: find only")]
    public object? Find() => _store.Find(_addresses.Find(_features)!);

    [Benchmark(Description = "may it be kept: an article's address")]
    public bool Recognise() => KeptAddresses.MayBeKept(_address);

    [Benchmark(Description = "search: a query")]
    public object Query() => SearchQuery.Parse(_query);

    [Benchmark(Description = "search: 1,000 characters to normal form")]
    public string Normalise() => SearchText.Normalise(_long);

    [Benchmark(Description = "search: terms of an article of 1,000 characters")]
    public object Terms() => SearchTerms.OfDocument(Text, _long);
}
