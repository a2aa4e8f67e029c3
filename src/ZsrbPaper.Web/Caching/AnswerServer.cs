using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// The web server with the kept answers in front: an answer that is kept goes out before there is a request for the framework, on the thread that
/// read it from the network. Everything else is handed to the thread pool first, so that nothing slow ever keeps that thread.
/// </summary>
/// <remarks>
/// What passes here is as if it had come to <see cref="AnswerKeeper"/>, which gives the same answers where there is another server, as in tests; or, where it is
/// a file, to who reads it (<see cref="Media.KeptFiles"/>).
/// The portal's log does not see it.
/// </remarks>
internal sealed class AnswerServer(
    IServer server, AnswerStore store, AnswerFreshness freshness, AnswerPacking packing, KeptAddresses addresses, PaperMetrics metrics, IHostApplicationLifetime lifetime,
    IOptions<KestrelServerOptions> kestrel, IOptions<SocketTransportOptions> sockets) : IServer
{
    public IFeatureCollection Features => server.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        InlineSockets.Use(kestrel.Value, sockets.Value);
        return server.StartAsync(new Application<TContext>(application, this), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();

    /// <summary>While the portal stops, nothing: then connections are closed, see <see cref="Draining"/>.</summary>
    private KeptAnswer? Find(IFeatureCollection features) =>
        addresses.Find(features) is { } address && store.Find(address) is { } kept && freshness.IsFresh && !lifetime.ApplicationStopping.IsCancellationRequested
        && !(kept.IsFile && features.Get<IHttpRequestFeature>()!.Headers.Range.Count > 0) ? kept : null;

    private Task GiveAsync(KeptAnswer kept, IFeatureCollection features)
    {
        packing.Asked(kept);
        metrics.Hit(isInFront: true);
        return AnswerWriter.WriteAsync(kept, features);
    }

    /// <param name="Kept">What is given.</param>
    /// <param name="Work">Null where something is given.</param>
    private readonly record struct Request<TContext>(IFeatureCollection Features, KeptAnswer? Kept, PoolWork<TContext>? Work)
        where TContext : notnull;

    private sealed class Application<TContext>(IHttpApplication<TContext> application, AnswerServer front) : IHttpApplication<Request<TContext>>
        where TContext : notnull
    {
        public Request<TContext> CreateContext(IFeatureCollection contextFeatures) => front.Find(contextFeatures) is { } kept
            ? new Request<TContext>(contextFeatures, kept, null)
            : new Request<TContext>(contextFeatures, null, new PoolWork<TContext>(application, contextFeatures));

        public Task ProcessRequestAsync(Request<TContext> context) =>
            context.Kept is { } kept ? front.GiveAsync(kept, context.Features) : context.Work!.RunAsync();

        public void DisposeContext(Request<TContext> context, Exception? exception) => context.Work?.Dispose(exception);
    }
}
