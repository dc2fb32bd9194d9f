import sharp from 'sharp';
import { fashionMnistPhotos } from './cli/demo/photos/source/fashion-mnist';
import { renderPhoto } from './cli/demo/photos/render-photo';
import { shrinkPhoto } from './cli/demo/photos/shrink-photo';
const corr=(a:Uint8Array,b:Uint8Array,dx:number,dy:number)=>{let n=0,sa=0,sb=0,x=0,y=0,z=0;for(let j=2;j<26;j++)for(let i=2;i<26;i++){const p=a[j*28+i]!,q=b[(j+dy)*28+i+dx]!;n++;sa+=p;sb+=q;x+=p*q;y+=p*p;z+=q*q}return (x-sa*sb/n)/Math.sqrt((y-sa*sa/n)*(z-sb*sb/n))};
(async()=>{let i=0; for await(const p of fashionMnistPhotos({folder:'/usr/share/datasets/fashion-mnist'}).photos(300,1)){ if([30,215,277,177,240,141,133,0,1,2,3].includes(i)){ const r=await renderPhoto(p,i,1); const s=(await shrinkPhoto(r.bytes)).data; const o=(p as any).pixels.data; const m=await sharp(r.bytes).metadata();
 console.log(i,r.format,r.width,r.height,m.orientation, [[0,0],[0,1],[0,-1],[1,0],[-1,0]].map(([a,b])=>a+','+b+':'+corr(o,s,a!,b!).toFixed(3)).join('  '));} i++; } })();
