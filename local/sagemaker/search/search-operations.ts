import type { Operations } from '../operations';
import type { Search, SearchRequest } from './search';

export const searchOperations = (search: Search): Operations => ({
  Search: (request: SearchRequest) => search.find(request),
});
