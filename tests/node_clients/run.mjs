// npm's clients of the Admin API, unmodified, against a served demo shop (tracking serve --demo).
//
//   npm install && SHOP_HTTP=http://127.0.0.1:8000 SHOP_HTTPS=https://127.0.0.1:8443 node run.mjs
//
// Both URLs are of shops over one database; Node must trust the https one's certificate (NODE_EXTRA_CA_CERTS).
import assert from 'node:assert/strict';
import '@shopify/shopify-api/adapters/node';
import { LogSeverity, Session, shopifyApi } from '@shopify/shopify-api';
import { restResources } from '@shopify/shopify-api/rest/admin/2025-10';
import { createAdminApiClient, createAdminRestApiClient } from '@shopify/admin-api-client';
import shopifyAdminApi from 'shopify-admin-api';
import ShopifyNode from 'shopify-api-node';

const token = 'shpat_demo';
const http = new URL(process.env.SHOP_HTTP);
const https = new URL(process.env.SHOP_HTTPS);
const ORDER = 450789469;
const NUMBER = '1Z001985YW99744790';
const SEEDED = [255858046, 1069019870, 1069019871, 1069019874, 1069019875, 1069019882];

const checks = {
  async '@shopify/shopify-api: REST over http'() {
    const api = shopifyApi({
      apiKey: 'key',
      apiSecretKey: 'secret',
      apiVersion: '2025-10',
      scopes: [],
      hostName: 'localhost',
      hostScheme: 'http',
      isEmbeddedApp: false,
      isCustomStoreApp: true,
      adminApiAccessToken: token,
      restResources,
      logger: { level: LogSeverity.Error },
    });
    const session = new Session({ id: '1', shop: http.host, state: '', isOnline: false, accessToken: token });
    const { Fulfillment, FulfillmentEvent, FulfillmentOrder } = api.rest;

    const made = new Fulfillment({ session });
    made.line_items_by_fulfillment_order = [
      { fulfillment_order_id: 1046000813, fulfillment_order_line_items: [{ id: 1072503320, quantity: 1 }] },
    ];
    made.tracking_info = { number: NUMBER, company: 'UPS' };
    made.notify_customer = false;
    await made.save({ update: true });
    assert.equal(made.status, 'success');
    assert.deepEqual(made.tracking_numbers, [NUMBER]);

    await made.update_tracking({ body: { fulfillment: { tracking_info: { number: '1111', url: 'http://www.my-url.com' } } } });
    const found = await Fulfillment.find({ session, order_id: ORDER, id: made.id });
    assert.equal(found.tracking_url, 'http://www.my-url.com');
    assert.equal(found.tracking_company, null);
    // Without a body the client sends everything in the query string.
    await made.update_tracking({ notify_customer: true, tracking_info: { company: 'UPS', number: NUMBER } });
    assert.equal((await Fulfillment.find({ session, order_id: ORDER, id: made.id })).tracking_number, NUMBER);

    await made.cancel({});
    assert.equal((await Fulfillment.find({ session, order_id: ORDER, id: made.id, fields: 'id,status' })).status, 'cancelled');

    const ids = [];
    let query = { session, order_id: ORDER, limit: 2 };
    for (;;) {
      const page = await Fulfillment.all(query);
      ids.push(...page.data.map((each) => Number(each.id)));
      if (!page.pageInfo?.nextPage) break;
      query = { session, order_id: ORDER, ...page.pageInfo.nextPage.query };
    }
    assert.deepEqual(ids.slice(0, 6), SEEDED);
    assert.deepEqual(await Fulfillment.count({ session, order_id: ORDER }), { count: ids.length });
    const held = await Fulfillment.all({ session, fulfillment_order_id: 1046000814 });
    assert.deepEqual(held.data.map((each) => Number(each.id)), [1069019874]);
    const orders = await FulfillmentOrder.all({ session, order_id: 450789470 });
    assert.equal(orders.data[0].line_items[0].fulfillable_quantity, 100);

    const event = new FulfillmentEvent({ session });
    Object.assign(event, { order_id: ORDER, fulfillment_id: 255858046, status: 'in_transit' });
    await event.save({ update: true });
    const events = await FulfillmentEvent.all({ session, order_id: ORDER, fulfillment_id: 255858046 });
    assert.equal(events.data.at(-1).status, 'in_transit');

    const refused = new Fulfillment({ session });
    refused.line_items_by_fulfillment_order = [{ fulfillment_order_id: 1046000814 }];
    await assert.rejects(refused.save(), (error) => {
      assert.equal(error.response.code, 422);
      assert.deepEqual(error.response.body.errors, ['Fulfillment order 1046000814 has an unfulfillable status= closed.']);
      return true;
    });
  },

  async '@shopify/shopify-api: GraphQL over https'() {
    const api = shopifyApi({
      apiKey: 'key',
      apiSecretKey: 'secret',
      apiVersion: '2025-10',
      scopes: [],
      hostName: 'localhost',
      isEmbeddedApp: false,
      isCustomStoreApp: true,
      adminApiAccessToken: token,
      logger: { level: LogSeverity.Error },
    });
    const session = new Session({ id: '1', shop: https.host, state: '', isOnline: false, accessToken: token });
    const client = new api.clients.Graphql({ session });
    const answer = await client.request(
      `mutation create($f: FulfillmentInput!) {
        fulfillmentCreate(fulfillment: $f) {
          fulfillment { id name status trackingInfo { company number url } }
          userErrors { field message }
        }
      }`,
      {
        variables: {
          f: {
            lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1046000902' }],
            trackingInfo: { numbers: [NUMBER, '1Z5R89390357567127'], company: 'UPS' },
          },
        },
      },
    );
    const { fulfillment, userErrors } = answer.data.fulfillmentCreate;
    assert.deepEqual(userErrors, []);
    assert.equal(fulfillment.name, '#1003-F1');
    assert.deepEqual(fulfillment.trackingInfo.map((each) => each.number), [NUMBER, '1Z5R89390357567127']);
    assert.ok(fulfillment.trackingInfo.every((each) => each.company === 'UPS' && each.url.includes(each.number)));
  },

  async 'shopify-api-node: REST and GraphQL over http'() {
    const shop = new ShopifyNode({ shopName: 'x', accessToken: token, apiVersion: '2025-10' });
    shop.baseUrl = { hostname: http.hostname, port: http.port, protocol: 'http:' };

    const made = await shop.fulfillment.createV2({
      line_items_by_fulfillment_order: [
        { fulfillment_order_id: 1046000901, fulfillment_order_line_items: [{ id: 1072503601, quantity: 1 }] },
      ],
      tracking_info: { number: NUMBER, company: 'UPS' },
      notify_customer: false,
    });
    assert.equal(made.status, 'success');
    assert.ok(made.tracking_url.includes(NUMBER));
    const updated = await shop.fulfillment.updateTracking(made.id, {
      notify_customer: true,
      tracking_info: { company: 'my-company', number: 1111 },
    });
    assert.deepEqual(updated.tracking_numbers, ['1111']);
    assert.equal((await shop.fulfillment.cancelV2(made.id)).status, 'cancelled');

    const ids = [];
    let query = { limit: 2, fields: 'id,name' };
    do {
      const page = await shop.fulfillment.list(ORDER, query);
      ids.push(...page.map((each) => each.id));
      query = page.nextPageParameters;
    } while (query !== undefined);
    assert.deepEqual(ids.slice(0, 6), SEEDED);
    assert.equal(await shop.fulfillment.count(ORDER, { created_at_min: '2014-04-25T16:15:47-04:00' }), ids.length);
    assert.deepEqual(await shop.fulfillment.get(ORDER, 255858046, { fields: 'id' }), { id: 255858046 });
    assert.deepEqual((await shop.fulfillmentOrder.fulfillments(1046000814)).map((each) => each.id), [1069019874]);
    assert.equal((await shop.order.fulfillmentOrders(450789470))[0].status, 'open');
    assert.equal((await shop.fulfillmentEvent.create(ORDER, 1069019882, { status: 'delivered' })).status, 'delivered');
    await assert.rejects(shop.fulfillment.create(ORDER, { location_id: 24826418 }), (error) => {
      assert.equal(error.response.statusCode, 406);
      return true;
    });
    assert.equal((await shop.graphql('query { shop { name } }')).shop.name, 'Local Shop');

    const hook = await shop.webhook.create({ topic: 'orders/fulfilled', address: 'https://app.example/hooks', format: 'json' });
    assert.deepEqual((await shop.webhook.list({ topic: 'orders/fulfilled' })).map((each) => each.id), [hook.id]);
    assert.equal((await shop.webhook.update(hook.id, { address: 'https://app.example/2' })).address, 'https://app.example/2');
    assert.equal(await shop.webhook.count(), 1);
    await shop.webhook.delete(hook.id);
    assert.ok((await shop.accessScope.list()).some((each) => each.handle === 'read_orders'));
    assert.equal((await shop.location.list()).length, 2);
  },

  async '@shopify/admin-api-client: GraphQL over https, REST over http'() {
    const client = createAdminApiClient({ storeDomain: https.host, apiVersion: '2026-04', accessToken: token, logger: () => {} });
    const { data, errors } = await client.request(
      `query orders($query: String) {
        orders(first: 3, query: $query) {
          nodes { name fulfillmentOrders(first: 5) { nodes { id status supportedActions { action } } } }
        }
        currentAppInstallation { accessScopes { handle } }
        locations(first: 5) { nodes { id name } }
      }`,
      { variables: { query: 'name:#1003' } },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data.orders.nodes.map((each) => each.name), ['#1003']);
    assert.equal(data.locations.nodes.length, 2);
    const wrong = await client.request('{ bulkOperations(first: 1) { nodes { id } } }');
    assert.ok(wrong.errors.message);

    const rest = createAdminRestApiClient({
      storeDomain: http.host,
      scheme: 'http',
      apiVersion: '2026-04',
      accessToken: token,
      logger: () => {},
    });
    const made = await rest.post('webhooks', {
      data: { webhook: { topic: 'fulfillments/create', address: 'https://app.example/hooks' } },
    });
    assert.equal(made.status, 201);
    const { webhooks } = await (await rest.get('webhooks', { searchParams: { topic: 'fulfillments/create' } })).json();
    assert.equal(webhooks.length, 1);
    assert.equal((await rest.delete(`webhooks/${webhooks[0].id}`)).status, 200);
  },

  async 'shopify-admin-api: REST of 2021-07 over https'() {
    const { AccessScopes, Fulfillments, Locations, Orders, Webhooks } = shopifyAdminApi;
    const fulfillments = new Fulfillments(https.origin, token);
    assert.ok((await fulfillments.list(ORDER)).length >= 6);
    assert.equal((await fulfillments.get(ORDER, 255858046)).id, 255858046);
    assert.ok((await fulfillments.count(ORDER)) >= 6);
    assert.ok((await new Orders(https.origin, token).list({ status: 'any' })).length >= 6);
    assert.equal((await new Locations(https.origin, token).list()).length, 2);
    const webhooks = new Webhooks(https.origin, token);
    const hook = await webhooks.create({ topic: 'fulfillments/update', address: 'https://app.example/hooks', format: 'json' });
    assert.equal((await webhooks.get(hook.id)).topic, 'fulfillments/update');
    await webhooks.delete(hook.id);
    assert.equal(await webhooks.count(), 0);
    assert.ok((await new AccessScopes(https.origin, token).list()).length > 5);
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok ${name}`);
}
